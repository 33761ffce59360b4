internal import CArguments
internal import Glibc

/// The words that the process was started with.
enum ProcessArguments {
  /// The words after the program's name; a fault for each that is not UTF-8, which Swift's own
  /// array of arguments would silently repair.
  static func read() -> (words: [String], faults: [UsageFault]) {
    var words: [String] = []
    var faults: [UsageFault] = []
    for (index, bytes) in all() {
      if let word = String(validatingCString: bytes) {
        words.append(word)
      } else {
        faults.append(UsageFault(message: "argument \(index) is not valid UTF-8"))
      }
    }
    return (words, faults)
  }

  /// Overwrites a URI's password and options with `x` where `ps` reads them; call it after `read()`.
  ///
  /// They are visible for a moment after the start: a variable or a file keeps them out of `ps` entirely.
  static func hidePasswords() {
    for (_, bytes) in all() {
      let text = UnsafeMutableBufferPointer(start: bytes, count: strlen(bytes))
      let word = text.map { UInt8(bitPattern: $0) }
      for range in [passwordRange(in: word), optionRange(in: word)] {
        for place in range ?? 0..<0 { text[place] = CChar(bitPattern: UInt8(ascii: "x")) }
      }
    }
  }

  /// The words after the program's name with their places. Not from `CommandLine`, which loses all
  /// of them when a preloaded library has changed the environment (see CArguments).
  private static func all() -> [(index: Int, bytes: UnsafeMutablePointer<CChar>)] {
    guard let words = synctool_arguments() else { return [] }
    return (0..<Int(synctool_argument_count())).dropFirst().compactMap { index in
      words[index].map { (index, $0) }
    }
  }

  /// The place of the password in `scheme://user:password@…`; nil when there is none.
  static func passwordRange(in bytes: [UInt8]) -> Range<Int>? {
    guard let start = schemeEnd(in: bytes) else { return nil }
    let rest = bytes[start...]
    // The last @: a password that should have been percent-encoded may hold one.
    guard let at = rest.lastIndex(of: UInt8(ascii: "@")),
      let colon = rest[..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return (colon + 1)..<at
  }

  /// The place of a URI's options, which may hold the password of a key; nil when there are none.
  static func optionRange(in bytes: [UInt8]) -> Range<Int>? {
    guard let start = schemeEnd(in: bytes),
      let mark = bytes[start...].firstIndex(of: UInt8(ascii: "?"))
    else { return nil }
    return (mark + 1)..<bytes.count
  }

  /// What follows the first `://`.
  private static func schemeEnd(in bytes: [UInt8]) -> Int? {
    let mark = Array("://".utf8)
    return bytes.indices.first { bytes[$0...].starts(with: mark) }.map { $0 + mark.count }
  }
}
