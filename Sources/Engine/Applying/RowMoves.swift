package import Basics
package import PostgresDriver
internal import Records

/// The rows of a plan that get other ids, with all that refers to them.
///
/// A row whose id another one gets is parked first, at an id that nobody has; then everyone gets his own. Where no id may
/// be parked, chains are moved from their free end, a statement a level; rings cannot be.
package struct RowMoves: Sendable {
  /// How rows that stand in each other's place are moved.
  package enum Order: Equatable, Sendable {
    case atOnce, parked
    /// In so many steps.
    case byLevels(Int)
  }

  /// Why PostgreSQL refuses to change rows of some table, as it is published now; nil where it does not, or where nobody
  /// gets another id.
  package func publicationRefusal(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    let moves: SQL = "SELECT FROM \(plan) p WHERE \(isMove)"
    let question = PostgresStatement(
      "look for published tables",
      """
      SELECT k.oid::int8, format('%I.%I', n.nspname, k.relname)
      FROM unnest(ARRAY[\(repointing.oids)]::oid[]) h (oid), pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace
      WHERE k.relkind = 'r' AND \(PublicationFault.mayApply(to: "k.oid")) AND EXISTS (\(moves))
        AND (k.oid = h.oid OR k.oid IN (SELECT relid FROM pg_partition_tree(h.oid::regclass)))
      ORDER BY k.oid
      """)
    let tables = try connection.rows(question) { (result, row) throws(PostgresError) in
      (oid: try result.int64(row, 0), sql: try result.sql(row, 1))
    }
    for table in tables {
      let faults = try PublicationFault.read(table.oid, table.sql, on: &connection)
      if let refusal = PublicationFault.refusal(faults, updates: true, deletes: false) {
        return refusal
      }
    }
    return nil
  }

  /// The rows that are parked: their ids, and where they stand meanwhile.
  private static let parked: SQL = "pg_temp.synctool_parked"
  /// The rows of chains, and of no ring: those whose new id is free have the level 0.
  private static let levels: SQL = "pg_temp.synctool_levels"

  /// The temporary tables, for ids of this type.
  package static func tables(of idType: SQL) -> [TemporaryTable] {
    [
      TemporaryTable("synctool_parked", " (old_id \(idType) PRIMARY KEY, via_id \(idType))"),
      TemporaryTable("synctool_levels", " (old_id \(idType) PRIMARY KEY, level int8)"),
      Repointing.followed,
    ]
  }

  package let repointing: Repointing
  private let client: JournaledTable
  private let plan: SQL
  private let old: SQL
  private let new: SQL
  private let condition: @Sendable (SQL) -> SQL

  /// - Parameters:
  ///   - plan: the plan's table.
  ///   - old: the column of the present ids, and `new` that of the others.
  ///   - condition: true, under any search path, for rows of the plan with an alias that may get another id.
  package init(
    _ repointing: Repointing, _ client: JournaledTable, plan: SQL, old: SQL, new: SQL,
    where condition: @escaping @Sendable (SQL) -> SQL
  ) {
    (self.repointing, self.client, self.plan) = (repointing, client, plan)
    (self.old, self.new, self.condition) = (old, new, condition)
  }

  /// True, under any search path, for rows `p` of the plan that get another id.
  package var isMove: SQL { isMove(of: "p") }

  private func isMove(of row: SQL) -> SQL {
    "\(condition(row)) AND \(row).\(old) OPERATOR(pg_catalog.<>) \(row).\(new)"
  }

  /// Counts what would follow each row, into `Repointing.tallied`.
  package func tally(on connection: inout PostgresConnection) throws(PostgresError) {
    let ids: SQL = "SELECT p.\(old) AS old_id FROM \(plan) p WHERE \(isMove)"
    for statement in repointing.tally(ids) { try connection.execute(statement) }
  }

  /// The rows counted for a row `p` of the plan, as a JSON object by column.
  package var follows: SQL {
    """
    (SELECT jsonb_object_agg(f.name, f.rows)::text FROM \(Repointing.tallied) f
          WHERE f.old_id = p.\(old) AND p.\(new) <> p.\(old))
    """
  }

  /// Looks who stands in whose place; within the transaction that writes.
  package func order(on connection: inout PostgresConnection) throws(PostgresError) -> Order {
    if repointing.canPark { return try park(on: &connection) > 0 ? .parked : .atOnce }
    let levels = try level(on: &connection)
    return levels > 1 ? .byLevels(levels) : .atOnce
  }

  /// Gives those who go round in a ring another action, and the plan's columns `values`: where no id can be parked nobody
  /// of them can move first.
  package func leaveRings(
    _ action: Action, _ values: [SQL] = [], on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if repointing.canPark { return }
    _ = try level(on: &connection)
    let given: [SQL] = [
      "action = \(action)", "reason = \(Reason.idCycle)", "field = \(literal: client.idName)",
    ]
    try connection.execute(
      PostgresStatement(
        "look for ids that go round",
        """
        UPDATE \(plan) p SET \(given + values)
        WHERE \(isMove) AND NOT EXISTS (SELECT FROM \(Self.levels) v WHERE v.old_id = p.\(old))
        """))
  }

  /// Gives everyone who can move a level; returns how many levels there are.
  private func level(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    try connection.execute(PostgresStatement("forget the levels", "DELETE FROM \(Self.levels)"))
    var level = 0
    var waits: SQL =
      "NOT EXISTS (SELECT FROM \(plan) o WHERE o.\(old) = p.\(new) AND \(isMove(of: "o")))"
    while try connection.execute(
      PostgresStatement(
        "look for ids that change hands",
        "INSERT INTO \(Self.levels) SELECT p.\(old), \(level) FROM \(plan) p WHERE \(isMove) AND \(waits)"
      )) > 0
    {
      waits =
        "EXISTS (SELECT FROM \(Self.levels) v WHERE v.old_id = p.\(new) AND v.level = \(level))"
      level += 1
    }
    return level
  }

  /// How many rows there are to be parked.
  private func park(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    try connection.execute(
      PostgresStatement(
        "look for ids that change hands",
        """
        INSERT INTO \(Self.parked)
        SELECT p.\(old), \(parkingID) FROM \(plan) p
        WHERE \(isMove) AND p.\(old) IN (SELECT o.\(new) FROM \(plan) o WHERE \(isMove(of: "o")))
        """))
  }

  /// An id that no row has, and no column holds, of the type of the ids.
  private var parkingID: SQL {
    switch client.table.column(client.idName)?.form?.kind {
    case .uuid: return "gen_random_uuid()"
    case .integer: return "\(repointing.least) - row_number() OVER ()"
    default:
      // Many texts are uuids, in columns that take no more.
      guard let most = client.table.column(client.idName)?.maxLength, most < 36 else {
        return "gen_random_uuid()::text"
      }
      return "left(md5(gen_random_uuid()::text), \(most))"
    }
  }

  /// The statements that carry out the moves among `rows`, SQL after FROM that gives rows `p` of the plan.
  package func statements(_ rows: SQL, _ order: Order) -> [PostgresStatement] {
    let change = { (moves: SQL) in repointing.statement("change ids", moves: moves, counting: true)
    }
    let ids: SQL = "SELECT p.\(old) AS old_id, p.\(new) AS new_id FROM \(rows)"
    switch order {
    case .atOnce: return [change("\(ids) WHERE \(isMove)")]
    case .byLevels(let levels):
      return (0..<levels).map { level in
        change(
          """
          \(ids) JOIN \(Self.levels) v ON v.old_id \(SQL.equals) p.\(old) AND v.level \(SQL.equals) \(level)
          WHERE \(isMove)
          """)
      }
    case .parked: break
    }
    let places: SQL = """
      FROM \(rows) LEFT JOIN \(Self.parked) v ON v.old_id \(SQL.equals) p.\(old) WHERE \(isMove)
      """
    return [
      repointing.statement(
        "make room for ids that change hands",
        moves: "SELECT v.old_id, v.via_id AS new_id \(places) AND v.old_id IS NOT NULL",
        counting: false),
      repointing.statement(
        "change ids",
        moves: "SELECT coalesce(v.via_id, p.\(old)) AS old_id, p.\(new) AS new_id \(places)",
        counting: true),
    ]
  }
}
