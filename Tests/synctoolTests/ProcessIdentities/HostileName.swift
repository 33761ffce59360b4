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

extension IdentityScene {
  /// Tables and columns with the name, and another one where there are two; the ids are of the type.
  init(named name: HostileName, ids: String) throws {
    try self.init(empty: .bigint)
    let (one, two) = (name.quoted, name.second)
    try stage.database.run(
      """
      CREATE SCHEMA \(one);
      CREATE TABLE \(one).\(one) (\(one) \(ids) PRIMARY KEY, \(two) text);
      CREATE TABLE \(one).\(two) (\(one) \(ids) PRIMARY KEY, \(two) text);
      """)
    let settings = [
      "AUTH_TABLE": "\(one).\(one)", "APP_TABLE": "\(one).\(two)", "AUTH_ID": one, "APP_ID": one,
      "AUTH_EMAIL": two, "APP_EMAIL": two, "AUTH_DELETED": "",
    ]
    for (setting, value) in settings { stage.environment["SYNCTOOL_\(setting)"] = value }
  }
}
