/// Finds out whether a pooler lends one backend to several clients, as PgBouncer does in its transaction
/// and statement modes: temporary tables, advisory locks and settings would be other clients' too.
struct PoolerProbe {
  /// How often the backends are compared: with a busy pool once may not show it.
  private static let rounds = 8
  /// In session mode a second client may have to wait for a backend until others go.
  private static let patience: Int64 = 2_000

  /// How the session was made: the second client connects the same way.
  let attempt: ConnectionAttempt
  let timeouts: PostgresTimeouts
  let shouldStop: () -> Bool

  /// The message about a session that a pooler shares.
  static let fault = ConnectFault.badSettings(
    """
    a connection pooler lends PostgreSQL's sessions to several clients at a time, as in transaction \
    or statement mode: temporary tables and advisory locks cannot work there
    """, hint: "connect to PostgreSQL itself, or to a pool in session mode")

  /// True when the session has been on two backends, or a second client on the same one. Nothing is
  /// set and no transaction opened meanwhile.
  ///
  /// The session is asked twice in a row: whether the pool hands out the backend used last or
  /// the one used first, one of the queries meets a backend that shows it.
  func findsSharing(
    of connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    let own = try Self.backend(of: &connection)
    let deadline = Patience.now() + Self.patience
    let wantsEnd = { [shouldStop] in shouldStop() || Patience.now() > deadline }
    do throws(PostgresError) {
      var other = PostgresConnection(
        adopting: try attempt.connect(shouldStop: wantsEnd), timeouts)
      for _ in 0..<Self.rounds {
        if try Self.backend(of: &other) == own { return true }
        for _ in 0..<2 where try Self.backend(of: &connection) != own { return true }
      }
    } catch {
      // Without a second client the first one's answers must do.
      if shouldStop() || !connection.isUsable { throw error }
      for _ in 0..<Self.rounds where try Self.backend(of: &connection) != own { return true }
    }
    return false
  }

  private static func backend(
    of connection: inout PostgresConnection
  ) throws(PostgresError) -> Int64 {
    let question = PostgresStatement(
      "look for a pooler", "SELECT pg_catalog.pg_backend_pid()::pg_catalog.int8")
    return try connection.int64(question)
  }
}
