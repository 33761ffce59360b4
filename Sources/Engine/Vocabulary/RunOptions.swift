package import Basics

/// The options of a run as the journal keeps them: those that differ from their defaults, each under its long
/// name, and for emails only how many.
package enum RunOptions {
  /// The names that the journal is asked for.
  package static let (only, match) = ("only", "match")

  /// In the words of the command line: `--force, --max-creates 10, --only (2 clients)`; empty without options.
  package static func text(_ options: JSONValue) -> String {
    guard case .object(let members) = options else { return "" }
    return members.sorted { $0.name < $1.name }.map { name, value in
      switch value {
      case .string(let text): "--\(name) \(text)"
      case .number(let count) where name == only:
        "--\(name) (\(count) \(count == "1" ? "client" : "clients"))"
      case .number(let digits): "--\(name) \(digits)"
      default: "--\(name)"
      }
    }.joined(separator: ", ")
  }
}
