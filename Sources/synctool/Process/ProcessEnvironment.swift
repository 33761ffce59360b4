internal import Glibc

/// The variables that the process was started with.
enum ProcessEnvironment {
  /// Variables whose name or value is not UTF-8 are left out: none of our settings can be one.
  static func read() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      if let text = String(validatingCString: entry), let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }
}
