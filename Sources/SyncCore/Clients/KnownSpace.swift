internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Where the target's rows are kept while the source is read: in memory, or in a file.
struct KnownSpace {
  /// How many rows may be too young to be known; beyond that, all rows are compared.
  static let mostYoung = 10_000
  /// Bytes of a table below which nothing is gained by knowing its rows before a server is asked.
  private static let smallTable = 4 << 20
  /// How many rows tell how many there are, where PostgreSQL does not know.
  private static let firstLook = 4096
  private static let bytesOfBlock = 8192

  /// What they may take in memory.
  let bytes: Int
  /// As `TargetTable.size` has it.
  let table: (bytes: Int, rows: Int)
  /// Where a file may be made of what does not fit; nil when it must fit.
  let folders: [String]?

  /// nil where rows are not to be known: there are none, somebody has the table to himself, the run is about named
  /// clients, or row security lets this role see other rows without any being written.
  init?(_ tables: PlanTables, bytes: Int, folders: [String]? = nil) {
    guard tables.layout.only == nil, !tables.table.rowSecurityActive, let size = tables.table.size,
      size.bytes > 0
    else { return nil }
    (table, self.bytes, self.folders) = (size, bytes, folders)
  }

  /// How many documents a server must have for the rows to be worth knowing: a considerable part of what the
  /// table holds. nil where they are not worth it, however many it has.
  var leastDocuments: Int? {
    table.bytes >= Self.smallTable && table.rows <= KnownRows.most(bytes: bytes)
      ? max(table.rows, 0) / 2 : nil
  }

  /// The same of a run with these settings.
  static func leastDocuments(_ tables: PlanTables, _ settings: Settings) -> Int? {
    let budget = settings[Options.memory].keys(ofServer: true)
    return KnownSpace(tables, bytes: budget.rows)?.leastDocuments
  }

  /// What became of one reading of the rows.
  enum Reading {
    /// nil when there are none, or some that cannot be kept.
    case done((any KnownRowStore)?)
    /// There are more than PostgreSQL believes: read them again, with room for so many.
    case again(room: Int)
  }

  /// How many rows there is room for at first.
  var room: Int { max(table.rows, Self.firstLook) }

  /// True where so many rows fit into memory.
  func fits(_ room: Int) -> Bool { room <= KnownRows.most(bytes: bytes) }

  /// The bytes that room for so many rows takes: all there are where PostgreSQL does not know how many it has.
  func bytes(ofRoom room: Int) -> Int {
    table.rows < 0 ? bytes : KnownRows.bytes(expected: room, of: bytes)
  }

  /// Reads the rows with the transaction's snapshot, with their owners by the `links`, and ends the transaction.
  ///
  /// Throws `SystemFault` where a file cannot be made or filled.
  func read(
    _ tables: PlanTables, _ links: LinkSet?, by place: RowPlace, _ moment: PlanMoment, room: Int,
    on connection: inout PostgresConnection
  ) throws -> Reading {
    let match = tables.layout.match
    let owners = try owners(by: links, room: room, on: &connection)
    if fits(room) {
      let rows = KnownRows(match: match, expected: room, bytes: bytes)
      // One row more than fit tells that there are too many.
      let look = try fill(
        rows, tables, owners, by: place, moment, most: rows.most + 1, on: &connection)
      if look.isWhole { return .done(rows.count > 0 ? rows : nil) }
      guard rows.count == rows.most else { return .done(nil) }
      guard place == .tid else { return .again(room: 4 * room) }
      // The table has grown since PostgreSQL looked at it.
      let estimate = table.bytes / Self.bytesOfBlock * rows.count / look.blocks
      return .again(room: max(2 * room, estimate + estimate / 8))
    }
    guard let folders else { return .done(nil) }
    let rows = try SpilledRows(match: match, bytes: bytes, in: folders)
    let look = try fill(rows, tables, owners, by: place, moment, on: &connection)
    try rows.finish()
    return .done(look.isWhole && rows.count > 0 ? rows : nil)
  }

  /// A table of the owners takes half of what the rows take, and is gone when the source is read.
  private func owners(
    by links: LinkSet?, room: Int, on connection: inout PostgresConnection
  ) throws -> RowOwnership {
    guard let links else { return .none }
    var fits = fits(room)
    if fits {
      let owners = OwnerTable(expected: room)
      try connection.copyOut(links.owners) { link in
        link.withField(0) { row in
          link.withField(1) { owner in
            guard let row, let owner else { return }
            fits = fits && owners.add(row: row, owner: owner)
          }
        }
      }
      if fits { return .table(owners) }
    }
    connection.queue(LinkTables.joins)
    return .joined(links)
  }

  /// Adds the rows; tells whether all could be kept, and how many blocks of the table they are in.
  private func fill(
    _ rows: any KnownRowStore, _ tables: PlanTables, _ owners: RowOwnership, by place: RowPlace,
    _ moment: PlanMoment,
    most: Int? = nil, on connection: inout PostgresConnection
  ) throws -> (isWhole: Bool, blocks: Int) {
    var (isWhole, young, blocks) = (true, 0, 0)
    var last: UInt64?
    let all = TargetScan(
      tables, owners, where: "true", unless: moment.isYoung, by: place, most: most)
    try all.forEach(on: &connection, commits: true) { email, values, owner, protected, tid in
      guard let tid else { return young += 1 }
      if last != tid >> 16 {
        last = tid >> 16
        blocks += 1
      }
      isWhole = rows.add(email, values, owner: owner, protected: protected, tid: tid) && isWhole
    }
    return (isWhole && young <= Self.mostYoung, blocks)
  }
}
