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
  let rows: any KnownRowStore
  private let tables: PlanTables
  private let moment: PlanMoment
  private let shape: String

  /// Reads the target with one snapshot; nil when it has no rows, or some that cannot be kept.
  ///
  /// Rows that a running transaction may have written are left out. Throws `SystemFault` where a file
  /// cannot be made or filled.
  /// - Parameter beginning: called before each reading with the number of rows that it has room for.
  static func read(
    _ tables: PlanTables, in space: KnownSpace, on connection: inout PostgresConnection,
    beginning: (_ room: Int) -> Void
  ) throws -> KnownTarget? {
    var room = space.room
    while true {
      beginning(room)
      do throws(TransactionError) {
        let begin = PostgresStatement.snapshot("begin to read the rows")
        let (reading, moment, shape) = try connection.transaction(begin) { connection in
          let (moment, shape) = try PlanMoment.read(
            tables, beside: tables.table.shape, on: &connection)
          if tables.links != nil { connection.queue(LinkTables.joins) }
          return (try space.read(tables, moment, room: room, on: &connection), moment, shape)
        }
        switch reading {
        case .done(let rows?):
          return KnownTarget(rows: rows, tables: tables, moment: moment, shape: shape)
        case .done(nil): return nil
        case .again(let more): room = more
        }
      } catch {
        throw error.cause
      }
    }
  }

  /// How the target stands in the transaction that makes the plan, for `narrow`.
  var standing: Question<Standing> {
    tables.table.shape.and(count).map { Standing(shape: $0, old: $1.old, young: $1.young) }
  }

  /// What `standing` asks for.
  struct Standing {
    fileprivate let shape: String
    /// The rows that were there when the others were read, and the younger ones.
    fileprivate let old: Int
    fileprivate let young: Int
  }

  /// Fills the table of candidates within the transaction that makes the plan; false when the target
  /// has changed in a way that only a comparison of every record can detect.
  func narrow(
    to standing: Standing, on connection: inout PostgresConnection
  ) throws -> Bool {
    let (old, young) = (standing.old, standing.young)
    guard standing.shape == shape, young <= KnownSpace.mostYoung else { return false }
    let newcomers = young > 0 ? try newcomers(on: &connection) : Newcomers()
    // Emails are unique, so a row with the values of a known one takes its place: when as many came
    // as went, no row that a record equaled is lost.
    guard newcomers.same == rows.count - old, !newcomers.spellAnew else { return false }
    var candidates = CandidateList()
    for tid in newcomers.unclaimed { try candidates.add(tid, on: &connection) }
    // A young row may be where an old one was.
    try rows.forEachUnclaimed { tid in
      if !newcomers.tids.isEmpty, newcomers.tids.contains(tid) { return }
      try candidates.add(tid, on: &connection)
    }
    try candidates.finish(on: &connection)
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
      email, values, owner, protected, tid in
      guard let tid else { return }
      young.append(
        YoungRow(email, values, owner: owner, protected: protected, tid: tid, tables.layout.match))
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

}
