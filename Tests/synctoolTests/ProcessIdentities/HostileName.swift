import Testing

/// A name of a table or a column that takes care.
struct HostileName: Sendable, CustomTestStringConvertible {
  static let all = [
    "select", "Users", "a.b", "say \"hi\"", "it's, ünï", "$synctool$",
    String(repeating: "n", count: 63),
  ].map(HostileName.init)

  let text: String

  var testDescription: String { text }

  /// As SQL and the settings take it.
  var quoted: String { Self.quote(text) }

  /// Another one, of the same length where it can be no longer.
  var second: String {
    Self.quote(text.utf8.count < 60 ? text + " 2" : String(text.dropLast()) + "2")
  }

  private static func quote(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}
