/// How a server identifies a transaction after its COMMIT was sent.
package struct TransactionMark: Equatable, Sendable {
  package let xid: UInt64
  /// When the server last lost its statistics, as it does in each crash: it may then have lost the
  /// transaction, too, and have given its number to another one.
  package let era: String

  package init(xid: UInt64, era: String) {
    (self.xid, self.era) = (xid, era)
  }

  /// The SQL for the present era.
  static let era: SQL = "pg_catalog.pg_stat_get_bgwriter_stat_reset_time()::pg_catalog.text"
}
