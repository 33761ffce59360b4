extension PostgresConnection {
  /// From here on PostgreSQL refuses to write anything but the session's temporary tables, unless
  /// a transaction asks for writes.
  package mutating func makeReadOnly() throws(PostgresError) {
    try execute(
      PostgresStatement(
        "make the session read-only", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
  }

  /// Lets the session's transactions write, whatever the role's default is: where they are read-only
  /// not even temporary tables can be made.
  package mutating func makeWritable() throws(PostgresError) {
    try execute(
      PostgresStatement(
        "make the session writable", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"))
  }

  /// Undoes what the two others did: the session's transactions are as its settings say.
  package mutating func restoreMode() throws(PostgresError) {
    try execute(
      PostgresStatement("give the session its mode back", "RESET default_transaction_read_only"))
  }
}
