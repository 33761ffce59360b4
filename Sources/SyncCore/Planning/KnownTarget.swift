internal import PostgresDriver

/// The target's rows as they were before the source was read, and the proof that they still are when
/// the plan is made.
///
/// No transaction stays open while the source is read, so the plan has a snapshot of its own. A
/// record that was equal to its row in the first one counts as unchanged only when that row is there
/// with the same values in the second.
struct KnownTarget {
  /// How many rows may have been written meanwhile; where more were, all are compared.
  private static let mostYoung = 10_000
  /// Bytes of one COPY of candidates.
  private static let chunkSize = 1 << 20

  let rows: KnownRows
  private let tables: PlanTables
  private let moment: PlanMoment
  private let storage: String

  /// Reads the target with one snapshot; nil when it has no rows, or such that cannot be kept.
  ///
  /// Rows that a transaction still running may have written are left out.
  init?(_ tables: PlanTables, on connection: inout PostgresConnection) throws {
    let rows = KnownRows(match: tables.layout.match)
    let begin = PostgresStatement(
      "begin to read the rows", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    do throws(TransactionError) {
      (moment, storage) = try connection.transaction(begin) { connection in
        let moment = try PlanMoment(on: &connection)
        let scan = TargetScan(tables, where: "NOT (\(moment.isYoung))")
        try scan.forEach(on: &connection) { email, values, protected, tid in
          guard rows.add(email, values, protected: protected, tid: tid) else { throw Unkept() }
        }
        return (moment, try Self.storage(tables, on: &connection))
      }
    } catch {
      if error.cause is Unkept { return nil }
      throw error.cause
    }
    if rows.count == 0 { return nil }
    self.rows = rows
    self.tables = tables
  }

  /// Ends the scan of a table that cannot be kept.
  private struct Unkept: Error {}

  /// Fills the table of candidates within the transaction that makes the plan; false when the target
  /// has changed in a way that only a comparison of every record can tell.
  func narrow(on connection: inout PostgresConnection) throws -> Bool {
    // The count comes first: from then on a lock keeps the table from being rewritten.
    let (old, young) = try count(on: &connection)
    guard young <= Self.mostYoung, try Self.storage(tables, on: &connection) == storage else {
      return false
    }
    var (same, isPlain) = (0, true)
    var candidates = CopyBuffer(capacity: Self.chunkSize + 64)
    let scan = TargetScan(tables, where: young == 0 ? "false" : moment.isYoung)
    try scan.forEach(on: &connection) { email, values, protected, tid in
      // Another spelling of a key can make two rows of one.
      if !EmailKey.isKey(ofColumn: email, tables.layout.match) { isPlain = false }
      let known = rows.find(email, values, protected: protected)
      if known != nil { same += 1 }
      if known?.isClaimed != true { Self.append(tid, to: &candidates) }
    }
    // Emails are unique, so a row with the values of one that was there takes its place: when they are
    // as many as those that are gone, nothing that a record was equal to is lost.
    guard isPlain, same == rows.count - old else { return false }
    try rows.forEachUnclaimed { tid in
      Self.append(tid, to: &candidates)
      if candidates.count >= Self.chunkSize { try send(&candidates, on: &connection) }
    }
    try send(&candidates, on: &connection)
    try connection.finishCopy()
    return true
  }

  /// The rows that were there when the others were read, and those written since.
  private func count(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (old: Int, young: Int) {
    let question = PostgresStatement(
      "count the rows",
      "SELECT count(*) FILTER (WHERE \(moment.isYoung)), count(*) FROM \(tables.table.sql) t")
    return try connection.query(question) { (result) throws(PostgresError) in
      let young = Int(try result.int64(0, 0))
      return (Int(try result.int64(0, 1)) - young, young)
    }
  }

  /// The file that the rows lie in: another one when the table was rewritten, with other tids.
  private static func storage(
    _ tables: PlanTables, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String {
    let question = PostgresStatement(
      "look for the table's file", "SELECT pg_relation_filenode($1::oid::regclass)::text",
      [.text(String(tables.table.oid))])
    return try connection.query(question) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }

  private static func append(_ tid: UInt64, to buffer: inout CopyBuffer) {
    buffer.appendInteger(Int16(1))
    buffer.appendInteger(Int32(6))
    buffer.appendInteger(UInt32(tid >> 16))
    buffer.appendInteger(UInt16(truncatingIfNeeded: tid))
  }

  private func send(
    _ buffer: inout CopyBuffer, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    try connection.copyIn(
      PostgresStatement(
        "send the candidates", "COPY \(PlanTables.candidates) FROM STDIN (FORMAT binary)"), buffer)
    buffer.removeAll()
  }
}
