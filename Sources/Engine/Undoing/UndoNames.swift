internal import Basics
internal import PostgresDriver

/// What has become of the columns under whose names the journal keeps a run's values.
struct UndoNames: Sendable {
  /// The suffix of a name whose column is gone: longer than any column's name, so that it matches none.
  static let lost = String(repeating: "~", count: 64)

  /// The new names by the old ones, as an object; nil when no column was renamed.
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

  /// The object of values, as SQL, under today's names.
  func translated(_ object: SQL) -> SQL {
    guard let map else { return object }
    return """
      (SELECT jsonb_object_agg(coalesce(\(literal: map)::jsonb ->> e.key, e.key), e.value)
        FROM jsonb_each(\(object)) e)
      """
  }
}
