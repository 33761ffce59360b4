internal import Basics
internal import PostgresDriver

/// What has become of the columns by whose names the journal keeps a run's values.
struct UndoNames: Sendable {
  /// What a name ends with whose column is gone: longer than any column's name, so that none is met.
  static let lost = String(repeating: "~", count: 64)

  /// The new names by the old ones, as an object; nil when every column has the name that it had.
  let map: String?

  init(_ memory: RunMemory, _ table: TargetTable) {
    guard memory.hasNumbers(of: table) else {
      map = nil
      return
    }
    var members: [(name: String, value: JSONValue)] = []
    for (name, _) in memory.numbers {
      let now = memory.column(name, in: table)?.name ?? name + Self.lost
      if now != name { members.append((name, .string(now))) }
    }
    map = members.isEmpty ? nil : JSONWriter().text(.object(members))
  }

  /// The object of values, as SQL, under the names of today.
  func translated(_ object: String) -> String {
    guard let map else { return object }
    return """
      (SELECT jsonb_object_agg(coalesce(\(SQLLiteral.quote(map))::jsonb ->> e.key, e.key), e.value)
        FROM jsonb_each(\(object)) e)
      """
  }
}
