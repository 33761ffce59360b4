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
  /// The links by which rows have owners, whose records alone equal them; nil where none has one.
  let links: LinkSet?
  private let tables: PlanTables
  private let moment: PlanMoment
  private let shape: String
  /// True where a record that equals a row gets its link.
  var adopts: Bool { Self.adopts(tables, links) }
  /// What the rows are known by.
  private var place: RowPlace { adopts ? tables.place : .tid }

  private static func adopts(_ tables: PlanTables, _ links: LinkSet?) -> Bool {
    tables.links != nil && links == nil
  }

  /// Reads the target with one snapshot; nil when it has no rows, or some that cannot be kept.
  ///
  /// Rows that a running transaction may have written are left out. Throws `SystemFault` where a file
  /// cannot be made or filled.
  /// - Parameters:
  ///   - adopts: true where a record may equal a row without a link, as long as there are no links at all; rows in a
  ///     file do not tell at once which one that is.
  ///   - beginning: called before each reading with the number of rows that it has room for, and false where it needs
  ///     the memory of what is read ahead until it is done.
  static func read(
    _ tables: PlanTables, in space: KnownSpace, adopts: Bool,
    on connection: inout PostgresConnection, beginning: (_ room: Int, _ leavesMemory: Bool) -> Void
  ) throws -> KnownTarget? {
    var room = space.room
    while true {
      if tables.links == nil { beginning(room, true) }
      do throws(TransactionError) {
        let begin = PostgresStatement.snapshot("begin to read the rows")
        let (reading, links, moment, shape) = try connection.transaction(begin) { connection in
          let isFresh = adopts && space.fits(room) ? tables.areLinksFresh : .known(false)
          let (moment, (shape, fresh)) = try PlanMoment.read(
            tables, beside: tables.table.shape.and(isFresh), on: &connection)
          let links = fresh ? nil : tables.links
          if tables.links != nil { beginning(room, links == nil) }
          let place = Self.adopts(tables, links) ? tables.place : .tid
          let reading = try space.read(
            tables, links, by: place, moment, room: room, on: &connection)
          return (reading, links, moment, shape)
        }
        switch reading {
        case .done(let rows?):
          return KnownTarget(
            rows: rows, links: links, tables: tables, moment: moment, shape: shape)
        case .done(nil): return nil
        case .again(let more): room = more
        }
      } catch {
        throw error.cause
      }
    }
  }

  /// True, as SQL, for rows `t` that were written since the others were read.
  var isYoung: SQL { moment.isYoung }

  /// How the target stands in the transaction that makes the plan, for `narrow`.
  var standing: Question<Standing> {
    tables.table.shape.and(count).map { Standing(shape: $0, old: $1.old, young: $1.young) }
  }

  /// What `standing` asks for.
  struct Standing {
    fileprivate let shape: String
    /// The rows that were there when the others were read, and the younger ones.
    fileprivate let old: Int
    let young: Int
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
    var candidates = CandidateList(tables, by: place)
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
    if links != nil { connection.queue(LinkTables.joins) }
    let owners = links.map { RowOwnership.joined($0) } ?? .none
    try TargetScan(tables, owners, where: moment.isYoung, by: place).forEach(on: &connection) {
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
