internal import Basics
internal import PostgresDriver

/// A session with the target that may outlive a run: its connection, and the temporary tables that it has.
struct Session: ~Copyable {
  var connection: PostgresConnection
  private var tables: TemporaryTables?

  /// Connects; every wait asks `stop`.
  init(_ setting: TargetSetting, _ stop: Stop) throws(PostgresError) {
    connection = try TargetSession.open(setting, stop)
  }

  /// Makes a run's temporary tables, or empties those that an earlier run on the session has left; the session
  /// takes writes to them alone afterwards.
  mutating func make(_ wanted: TemporaryTables) throws(PostgresError) {
    try connection.makeWritable()
    if let tables {
      let list = tables.names.joined(separator: ", ")
      let isSame = tables.statement.sql == wanted.statement.sql
      try connection.executeScript(
        PostgresStatement(
          "empty the temporary tables", (isSame ? "TRUNCATE " : "DROP TABLE ") + list))
      if isSame { return try connection.makeReadOnly() }
      self.tables = nil
    }
    try connection.executeScript(wanted.statement)
    tables = wanted
    try connection.makeReadOnly()
  }
}

/// The temporary tables of one kind of run.
struct TemporaryTables: Sendable {
  /// Qualified.
  let names: [String]
  /// Makes them all.
  let statement: PostgresStatement
}
