package import PostgresDriver

/// The temporary table that holds one side, for comparison by SQL.
package struct StageTable: Sendable {
  package let table: TemporaryTable

  /// `columns` are names with types, in the order of the rows' fields.
  package init(_ name: SQL, _ columns: [SQL]) {
    table = TemporaryTable(name, " (\(columns))")
  }

  /// Takes rows in PostgreSQL's binary form.
  package var copyIn: PostgresStatement {
    PostgresStatement("stage rows", "COPY \(table.sql) FROM STDIN (FORMAT binary)")
  }

  /// A read-only session may empty its own temporary table like this, but not truncate it.
  package var clear: PostgresStatement {
    PostgresStatement("empty the stage", "DELETE FROM \(table.sql)")
  }
}
