extension PostgresConnection {
  /// From here on PostgreSQL refuses to write anything but the session's temporary tables, unless
  /// a transaction asks for writes; a statement.
  package static let readOnlyMode = PostgresStatement(
    "make the session read-only", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")

  /// Sends it with the next statement.
  package mutating func makeReadOnly() { queue(Self.readOnlyMode) }

  /// Undoes it with the next statement: the session's transactions are as its settings say.
  package mutating func restoreMode() {
    queue(
      PostgresStatement("give the session its mode back", "RESET default_transaction_read_only"))
  }
}
