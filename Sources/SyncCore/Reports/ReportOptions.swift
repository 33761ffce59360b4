package import Basics

/// The options of a run in the words of the command line.
package enum ReportOptions {
  /// `--force, --max-creates 10, --only (2 clients)`, from the journal's own form; empty without
  /// options.
  package static func text(_ options: JSONValue) -> String {
    guard case .object(let members) = options else { return "" }
    return members.sorted { $0.name < $1.name }.map { name, value in
      switch value {
      case .string(let text): "--\(name) \(text)"
      case .number(let count) where name == Options.only.name.rawValue:
        "--\(name) (\(count) \(count == "1" ? "client" : "clients"))"
      case .number(let digits): "--\(name) \(digits)"
      default: "--\(name)"
      }
    }.joined(separator: ", ")
  }
}
