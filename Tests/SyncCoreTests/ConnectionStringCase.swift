import Foundation
import MongoDriver
import PostgresDriver
import SyncCore
import Testing

/// One line of a table in Tests/ConnectionStrings.
struct ConnectionStringCase: CustomTestStringConvertible, Sendable {
  let shape: String
  /// What is expected, by name.
  let expected: [String: String]
  let text: String

  var testDescription: String { "\(shape): \(text)" }

  /// The words that the messages of a refused string hold, a message each; nil when it is understood.
  var refusals: [String]? { expected["refused"].map(Self.list) }

  /// A list that is separated by commas; `-` is an empty one.
  static func list(_ text: String) -> [String] {
    text == "-" ? [] : text.split(separator: ",").map(String.init)
  }

  static func read(_ name: String) -> [ConnectionStringCase] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ConnectionStrings/\(name)")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let cells = line.split(separator: "\t").map(String.init)
      return ConnectionStringCase(
        shape: cells[0], expected: Self.expectations(cells[1]), text: Self.plain(cells[2]))
    }
  }

  /// With the characters that a line cannot hold, or that nobody would see in it, for their `\u{…}`.
  private static func plain(_ cell: String) -> String {
    cell.replacing(/\\u\{([0-9A-F]+)\}/) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "?"
    }
  }

  /// `name=value` with blanks between them; a value may have blanks where no name follows.
  private static func expectations(_ text: String) -> [String: String] {
    let names = text.matches(of: /(?:^| )([a-z_]+)=/).filter { !$0.1.hasPrefix("default_") }
    var result: [String: String] = [:]
    for (index, name) in names.enumerated() {
      let end = index + 1 < names.count ? names[index + 1].range.lowerBound : text.endIndex
      result[String(name.1)] = String(text[name.range.upperBound..<end])
    }
    return result
  }

  /// That each fault says what to do.
  static func expectHelpful(_ faults: [String], of text: String) {
    for fault in faults {
      let helps = fault.contains(
        /write|take|remove|keep|set |use |name|percent-encode|correct|add |end the|put |drop|must be/
      )
      #expect(helps, "\(text): \(fault)")
    }
  }

  /// That nobody's secret is shown.
  static func expectNoSecret(in messages: [String], of text: String) {
    let shown = messages.joined(separator: "\n")
    for secret in ["SECRET", "S3CR"] { #expect(!shown.contains(secret), "\(text): \(shown)") }
  }
}
