/// What became of a transaction whose COMMIT was not answered.
package enum TransactionOutcome: Equatable, Sendable {
  case committed
  case aborted
  /// The server still had it open at the end of the wait.
  case inProgress
  /// The server has forgotten it, cannot be asked, or has crashed since: then the number may be
  /// another transaction's.
  case unknown

  /// Asks on a new connection to the same server for up to `seconds`, as long as the transaction
  /// is still in progress there; throws only what `shouldStop` or a lost connection causes.
  package static func resolve(
    _ mark: TransactionMark, on connection: inout PostgresConnection, seconds: Int = 10
  ) throws(PostgresError) -> TransactionOutcome {
    let end = Patience.now() + Int64(seconds) * 1_000
    let ask = PostgresStatement(
      "ask what became of the transaction",
      // The pause is the server's: it ends early by a cancel when the caller wants to stop.
      """
      SELECT pg_catalog.pg_xact_status($1::pg_catalog.text::pg_catalog.xid8),
        \(TransactionMark.era), pg_catalog.pg_sleep(0.2)
      """, [.text(String(mark.xid))])
    while true {
      let (status, era): (String?, String)
      do throws(PostgresError) {
        (status, era) = try connection.row(ask) { (result, row) throws(PostgresError) in
          (try result.stringIfPresent(row, 0), try result.stringIfPresent(row, 1) ?? "")
        }
      } catch {
        if error.kind != .server { throw error }
        return .unknown
      }
      switch status {
      case "committed": return era == mark.era ? .committed : .unknown
      case "aborted": return .aborted
      case "in progress" where Patience.now() < end: continue
      case "in progress": return .inProgress
      default: return .unknown
      }
    }
  }
}
