internal import Glibc

/// The variables that the process was started with.
struct ProcessEnvironment {
  /// Those whose name and value are UTF-8.
  private(set) var variables: [String: String] = [:]
  /// The names of those whose value is not UTF-8.
  private(set) var unreadable: Set<String> = []

  static func read() -> ProcessEnvironment {
    var environment = ProcessEnvironment()
    for entry in entries() {
      if let text = String(validatingCString: entry.text) {
        environment.variables[entry.name] = String(text.dropFirst(entry.name.count + 1))
      } else {
        environment.unreadable.insert(entry.name)
      }
    }
    return environment
  }

  /// Every entry as it stands, `NAME=value`, whatever its bytes; one without a name in UTF-8 is nobody's
  /// setting and has a name made fit to be shown.
  static func entries() -> [(name: String, text: UnsafeMutablePointer<CChar>)] {
    var entries: [(name: String, text: UnsafeMutablePointer<CChar>)] = []
    var next = environ
    while let text = next.pointee {
      if let equals = strchr(text, CInt(UInt8(ascii: "="))) {
        let name = UnsafeRawBufferPointer(start: text, count: equals - text)
        entries.append((String(decoding: name, as: UTF8.self), text))
      }
      next += 1
    }
    return entries
  }
}
