internal import Glibc

/// The words that the process was started with.
enum ProcessArguments {
  /// The words after the program's name; a fault for each that is not UTF-8, which Swift's own
  /// array of arguments would repair without a word.
  static func read() -> (words: [String], faults: [UsageFault]) {
    var words: [String] = []
    var faults: [UsageFault] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { continue }
      if let word = String(validatingCString: bytes) {
        words.append(word)
      } else {
        faults.append(UsageFault(message: "argument \(index) is not valid UTF-8"))
      }
    }
    return (words, faults)
  }

  /// Puts `x` over every password of a URI where `ps` reads it; call it after `read()`.
  ///
  /// For a moment after the start it can be seen: a variable or a file keeps it out of `ps` entirely.
  static func hidePasswords() {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { continue }
      let text = UnsafeMutableBufferPointer(start: bytes, count: strlen(bytes))
      let range = passwordRange(in: text.map { UInt8(bitPattern: $0) })
      for place in range ?? 0..<0 { text[place] = CChar(bitPattern: UInt8(ascii: "x")) }
    }
  }

  /// Where the password of `scheme://user:password@…` stands; nil when there is none.
  static func passwordRange(in bytes: [UInt8]) -> Range<Int>? {
    let mark = Array("://".utf8)
    guard bytes.count > mark.count,
      let scheme = (0...(bytes.count - mark.count)).first(where: {
        bytes[$0..<($0 + mark.count)].elementsEqual(mark)
      })
    else { return nil }
    let rest = bytes[(scheme + mark.count)...]
    // The last @: a password that should have been percent-encoded may hold one.
    guard let at = rest.lastIndex(of: UInt8(ascii: "@")),
      let colon = rest[..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return (colon + 1)..<at
  }
}
