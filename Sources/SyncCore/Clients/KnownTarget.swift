internal import Engine
internal import PostgresDriver
internal import Records

/// The target's rows as they were before the source was read, and the proof that they are unchanged when
/// the plan is made.
///
/// No transaction stays open while the source is read, so the plan has its own snapshot. A
/// record that equaled its row in the first snapshot counts as unchanged only when that row is there
/// with the same values in the second.
struct KnownTarget {
  /// Bytes of one COPY of candidates.
  private static let chunkSize = 1 << 20

  let rows: any KnownRowStore
  private let tables: PlanTables
  private let moment: PlanMoment
  private let shape: String

  /// Reads the target with one snapshot; nil when it has no rows, or some that cannot be kept.
  ///
  /// Rows that a running transaction may have written are left out. Throws `SystemFault` where a file
  /// cannot be made or filled.
  init?(
    _ tables: PlanTables, in space: KnownSpace, on connection: inout PostgresConnection
  ) throws {
    do throws(TransactionError) {
      let found = try connection.transaction(.snapshot("begin to read the rows")) { connection in
        let (moment, shape) = try PlanMoment.read(
          tables, beside: tables.table.shape, on: &connection)
        guard let rows = try space.read(tables, moment, on: &connection) else {
          return nil as (any KnownRowStore, PlanMoment, String)?
        }
        return (rows, moment, shape)
      }
      guard let found else { return nil }
      (rows, moment, shape) = found
    } catch {
      throw error.cause
    }
    self.tables = tables
  }

  /// Fills the table of candidates within the transaction that makes the plan; false when the target
  /// has changed in a way that only a comparison of every record can detect.
  func narrow(on connection: inout PostgresConnection) throws -> Bool {
    let (present, (old, young)) = try connection.ask(tables.table.shape.and(count))
    guard present == shape, young <= KnownSpace.mostYoung else { return false }
    let newcomers = young > 0 ? try newcomers(on: &connection) : Newcomers()
    // Emails are unique, so a row with the values of a known one takes its place: when as many came
    // as went, no row that a record equaled is lost.
    guard newcomers.same == rows.count - old, !newcomers.spellAnew else { return false }
    var candidates = CopyBuffer(capacity: Self.chunkSize + 64)
    for tid in newcomers.unclaimed { Self.append(tid, to: &candidates) }
    // A young row may be where an old one was.
    try rows.forEachUnclaimed { tid in
      if !newcomers.tids.isEmpty, newcomers.tids.contains(tid) { return }
      Self.append(tid, to: &candidates)
      if candidates.count >= Self.chunkSize { try send(&candidates, on: &connection) }
    }
    try send(&candidates, on: &connection)
    try connection.finishCopy()
    return true
  }

  /// The rows written after the others were read.
  private struct Newcomers {
    var tids: Set<UInt64> = []
    /// Those that no record has claimed.
    var unclaimed: [UInt64] = []
    /// How many have the values of a known row.
    var same = 0
    /// True when one has a key by which a record has claimed another row, however spelled: two rows
    /// may share it now.
    var spellAnew = false
  }

  private func newcomers(on connection: inout PostgresConnection) throws -> Newcomers {
    var young: [YoungRow] = []
    try TargetScan(tables, where: moment.isYoung).forEach(on: &connection) {
      email, values, protected, tid in
      guard let tid else { return }
      young.append(YoungRow(email, values, protected: protected, tid: tid, tables.layout.match))
    }
    var found = Newcomers()
    for (row, standing) in zip(young, try rows.standings(of: young)) {
      found.tids.insert(row.tid)
      if standing.isRival { found.spellAnew = true }
      if standing.isKnown { found.same += 1 }
      if !standing.isClaimed { found.unclaimed.append(row.tid) }
    }
    return found
  }

  /// The rows that were there when the others were read, and the younger ones.
  private var count: Question<(old: Int, young: Int)> {
    let question = PostgresStatement(
      "count the rows",
      "SELECT count(*) FILTER (WHERE \(moment.isYoung)), count(*) FROM \(tables.table.sql) t")
    return .row(question) { (result, row) throws(PostgresError) in
      let young = Int(try result.int64(row, 0))
      return (Int(try result.int64(row, 1)) - young, young)
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
