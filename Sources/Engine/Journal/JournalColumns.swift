internal import Basics
package import PostgresDriver

/// The columns of the table, for showing what the journal keeps as text.
package struct JournalColumns: Sendable {
  /// The names in the table's order, with the names of the base types.
  private var columns: [(name: String, type: String)] = []

  /// The columns of the table with the oid; none for nil, when the table is gone.
  package static func read(
    of table: Int64?, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalColumns {
    try connection.ask(question(of: table))
  }

  /// The same as a question.
  package static func question(of table: Int64?) -> Question<JournalColumns> {
    guard let table else { return .known(JournalColumns()) }
    let question = PostgresStatement(
      "read the columns",
      """
      WITH RECURSIVE layer AS (
        SELECT a.attnum AS number, a.attname AS name, a.atttypid AS type
        FROM pg_attribute a
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT l.number, l.name, t.typbasetype
        FROM layer l JOIN pg_type t ON t.oid = l.type WHERE t.typtype = 'd')
      SELECT l.name::text, t.typname::text FROM layer l JOIN pg_type t ON t.oid = l.type
      WHERE t.typtype <> 'd' ORDER BY l.number
      """, [.text("\(table)")])
    let columns = Question.rows(question) { (result, row) throws(PostgresError) in
      (name: try result.string(row, 0), type: try result.string(row, 1))
    }
    return columns.map { JournalColumns(columns: $0) }
  }

  /// What differs between two images of a row, in the table's order, then columns it no longer has.
  ///
  /// An image is an object of texts; nil when there was no row, and that side is empty.
  func changes(before: String?, after: String?) -> [Change] {
    let (old, new) = (members(before), members(after))
    var names = columns.map(\.name).filter { old[$0] != nil || new[$0] != nil }
    names += Set(old.keys).union(new.keys).subtracting(names).sorted()
    return names.flatMap { name -> [Change] in
      guard let from = old[name], let to = new[name] else {
        return [Change(path: name, from: value(old[name], name), to: value(new[name], name))]
      }
      let (fromValue, toValue) = (value(from, name) ?? .null, value(to, name) ?? .null)
      let inner = JSONDiff.changes(from: fromValue, to: toValue, column: name)
      // A JSON null is not an SQL NULL, and numbers may be equal but written differently.
      return inner.isEmpty && from != to
        ? [
          Change(path: name, from: from == .null ? nil : fromValue, to: to == .null ? nil : toValue)
        ]
        : inner
    }
  }

  private func members(_ image: String?) -> [String: JSONValue] {
    guard let image, case .object(let members)? = try? JSONReader.parse(image) else { return [:] }
    return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The text as a value of the column's type.
  private func value(_ text: JSONValue?, _ name: String) -> JSONValue? {
    guard case .string(let text)? = text else { return text }
    switch columns.first(where: { $0.name == name })?.type {
    case "json", "jsonb":
      return (try? JSONReader.parse(text, depthLimit: JSONReader.jsonbDepthLimit)) ?? .string(text)
    case "bool": return .bool(text == "true")
    case "int2", "int4", "int8", "numeric", "float4", "float8":
      return text.utf8.allSatisfy { $0 < 0x41 || $0 == UInt8(ascii: "e") }
        ? .number(text)
        : .string(text)
    default: return .string(text)
    }
  }
}
