/// The contents of a `.env` file: names and values, nothing executed and nothing expanded.
///
/// The dialect is what dotenv libraries have in common, see `DotEnvScanner`.
package struct DotEnv: Equatable, Sendable {
  /// For a name that occurs more than once, the last value.
  package private(set) var values: [String: String] = [:]
  /// In the order of the lines.
  package private(set) var faults: [DotEnvFault] = []

  /// Reads the whole file; a faulty line is left out and reported.
  package static func parse(_ bytes: [UInt8]) -> DotEnv {
    var result = DotEnv()
    var scanner = DotEnvScanner(bytes)
    while let entry = scanner.next() {
      switch entry {
      case .success(let (name, value)): result.values[name] = value
      case .failure(let fault): result.faults.append(fault)
      }
    }
    return result
  }
}
