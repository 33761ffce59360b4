internal import Basics
package import PostgresDriver
internal import Records

/// What a run has recorded of the table that it wrote to, and where that table is today.
package struct RunMemory: Sendable {
  /// A table by its oid and its name with the schema.
  package struct Place: Equatable, Sendable {
    package var oid: Int64
    var name: SQL

    /// The name as the settings have it.
    var table: QualifiedName? { QualifiedName(parsing: name.text) }
  }

  /// The table that has the name today; nil when none does.
  var named: Place?
  /// The table that the run wrote to; nil when it is gone, or the run has not recorded it.
  var recorded: Place?
  /// False when the journal was restored from a dump: then neither oids nor row versions say anything.
  var isAtHome: Bool
  /// nil for a run from before runs recorded it, as is all that follows.
  var id: String?
  var key: String?
  var time: String?
  var match: MatchRule?
  /// The numbers of the table's columns by their names at the time.
  var numbers: [(name: String, number: Int)]

  /// The rule by which a run `r` made its keys; NULL when it has not recorded one.
  static let matchRule: SQL =
    "coalesce(r.match_rule, r.options ->> \(literal: RunOptions.match))"

  /// nil when the journal has no such run.
  package static func read(
    _ run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> RunMemory? {
    let question = PostgresStatement(
      "read what a run was about",
      """
      SELECT n.oid::int8, quote_ident(r.table_schema) || '.' || quote_ident(r.table_name),
        k.oid::int8, quote_ident(s.nspname) || '.' || quote_ident(k.relname),
        r.journal_oid IS NULL OR \(RunTable.oidHolds), r.id_column, r.key_column, r.time_column,
        \(matchRule), coalesce(r.column_numbers, '{}')::text
      FROM synctool.runs r
        LEFT JOIN pg_class n
          ON n.oid = \(RunTable.oid(schema: "r.table_schema", name: "r.table_name"))
        LEFT JOIN pg_class k ON k.oid = r.table_oid AND \(RunTable.oidHolds)
          AND k.relkind IN ('r', 'p')
        LEFT JOIN pg_namespace s ON s.oid = k.relnamespace
      WHERE r.id = $1
      """, [.int8(run)])
    return try connection.rowIfPresent(question) { (result, row) throws(PostgresError) in
      RunMemory(
        named: try place(result, row, 0), recorded: try place(result, row, 2),
        isAtHome: try result.bool(row, 4), id: try result.stringIfPresent(row, 5),
        key: try result.stringIfPresent(row, 6), time: try result.stringIfPresent(row, 7),
        match: try result.stringIfPresent(row, 8).map { (word) throws(PostgresError) in
          try JournalWord.match.read(word, of: run)
        },
        numbers: numbers(try result.string(row, 9)))
    }
  }

  /// Where the run's table is today, looked up by name first; nil when it is gone.
  package var place: Place? { named ?? recorded }

  /// True when the numbers of columns are those of this table.
  func hasNumbers(of table: TargetTable) -> Bool {
    recorded?.oid == table.oid && !numbers.isEmpty
  }

  /// The column of the table that had the name at the run's time; nil when it is gone.
  func column(_ name: String, in table: TargetTable) -> TargetColumn? {
    guard hasNumbers(of: table) else { return table.column(name) }
    guard let number = numbers.first(where: { $0.name == name })?.number else { return nil }
    return table.columns.first { $0.number == number }
  }

  private static func place(
    _ result: borrowing PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> Place? {
    guard let oid = try result.int64IfPresent(row, column) else { return nil }
    return Place(oid: oid, name: try result.sql(row, column + 1))
  }

  /// Anything but an object of numbers, as after tampering with the journal, says nothing.
  private static func numbers(_ text: String) -> [(name: String, number: Int)] {
    guard case .object(let members)? = try? JSONReader.parse(text) else { return [] }
    return members.compactMap { name, value in
      guard case .number(let digits) = value, let number = Int(digits) else { return nil }
      return (name, number)
    }
  }
}
