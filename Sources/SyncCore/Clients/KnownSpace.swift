internal import Engine
internal import PostgresDriver
internal import Records

/// Where the target's rows are kept while the source is read: in memory, or in a file.
struct KnownSpace {
  /// How many rows may be too young to be known; beyond that, all rows are compared.
  static let mostYoung = 10_000
  /// How many rows tell how many there are, where PostgreSQL does not know.
  private static let firstLook = 4096
  private static let bytesOfBlock = 8192

  /// What they may take in memory.
  let bytes: Int
  /// As `TargetTable.size` has it.
  let table: (bytes: Int, rows: Int)
  /// Where a file may be made of what does not fit; nil when it must fit.
  let folders: [String]?

  /// Reads the rows with the transaction's snapshot; nil when there are none, or some that cannot be kept.
  ///
  /// Throws `SystemFault` where a file cannot be made or filled.
  func read(
    _ tables: PlanTables, _ moment: PlanMoment, on connection: inout PostgresConnection
  ) throws -> (any KnownRowStore)? {
    let match = tables.layout.match
    let most = KnownRows.most(bytes: bytes)
    var room = max(table.rows, Self.firstLook)
    while room <= most {
      let rows = KnownRows(match: match, expected: room, bytes: bytes)
      // One row more than fit tells that there are too many.
      let look = try fill(rows, tables, moment, most: rows.most + 1, on: &connection)
      if look.isWhole { return rows.count > 0 ? rows : nil }
      guard rows.count == rows.most, look.blocks > 0 else { return nil }
      // The table has grown since PostgreSQL looked at it.
      let estimate = table.bytes / Self.bytesOfBlock * rows.count / look.blocks
      room = max(2 * room, estimate + estimate / 8)
    }
    guard let folders else { return nil }
    let rows = try SpilledRows(match: match, bytes: bytes, in: folders)
    let look = try fill(rows, tables, moment, on: &connection)
    try rows.finish()
    return look.isWhole && rows.count > 0 ? rows : nil
  }

  /// Adds the rows; tells whether all could be kept, and how many blocks of the table they are in.
  private func fill(
    _ rows: any KnownRowStore, _ tables: PlanTables, _ moment: PlanMoment, most: Int? = nil,
    on connection: inout PostgresConnection
  ) throws -> (isWhole: Bool, blocks: Int) {
    var (isWhole, young, blocks) = (true, 0, 0)
    var last: UInt64?
    let all = TargetScan(tables, where: "true", unless: moment.isYoung, most: most)
    try all.forEach(on: &connection) { email, values, protected, tid in
      guard let tid else { return young += 1 }
      if last != tid >> 16 {
        last = tid >> 16
        blocks += 1
      }
      isWhole = rows.add(email, values, protected: protected, tid: tid) && isWhole
    }
    return (isWhole && young <= Self.mostYoung, blocks)
  }
}
