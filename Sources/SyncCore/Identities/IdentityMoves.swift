internal import Engine
internal import PostgresDriver
internal import Records

/// The rows that get other ids, and where they are put in between.
///
/// A row whose id another one gets moves first to an id that nobody has; then everyone gets his own.
struct IdentityMoves {
  /// The rows that are put somewhere in between, by their ids.
  static let parked = "synctool_parked"

  let tables: IdentityTables
  let repointing: Repointing

  /// Within the transaction that writes: looks who stands in whose place. Returns how many are to be parked.
  func park(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    try connection.execute(
      PostgresStatement(
        "look for ids that change hands",
        """
        INSERT INTO pg_temp.\(identifier: Self.parked)
        SELECT p.old_id, \(parkingID)
        FROM \(IdentityTables.plan) p
        WHERE \(Self.isMove) AND p.old_id IN (
          SELECT o.new_id FROM \(IdentityTables.plan) o WHERE \(Self.isMove(of: "o")))
        """))
  }

  /// An id that no row has, of the type of the ids.
  private var parkingID: SQL {
    let client = tables.client
    switch client.table.column(client.idName)?.form?.kind {
    case .uuid: return "gen_random_uuid()"
    case .integer:
      return """
        (SELECT least(min(t.\(client.id)), 0) FROM \(client.table.sql) t) - row_number() OVER ()
        """
    default: return "'synctool:' || gen_random_uuid()"
    }
  }

  /// The statements that carry out the moves among `rows`, SQL after FROM that gives rows `p` of the plan.
  func statements(_ rows: SQL, parking: Bool) -> [PostgresStatement] {
    let place: SQL =
      "LEFT JOIN pg_temp.\(identifier: Self.parked) v ON v.old_id \(Self.equals) p.old_id"
    let moves: SQL =
      parking
      ? "SELECT coalesce(v.via_id, p.old_id) AS old_id, p.new_id FROM \(rows) \(place) WHERE \(Self.isMove)"
      : "SELECT p.old_id, p.new_id FROM \(rows) WHERE \(Self.isMove)"
    let parked: SQL = """
      SELECT v.old_id, v.via_id AS new_id FROM \(rows) \(place) WHERE v.old_id IS NOT NULL AND \(Self.isMove)
      """
    let first =
      parking
      ? [
        repointing.statement("make room for ids that change hands", moves: parked, counting: false)
      ]
      : []
    return first + [repointing.statement("change ids", moves: moves, counting: true)]
  }

  private static let equals: SQL = "OPERATOR(pg_catalog.=)"

  /// True, under any search path, for a row `p` of the plan that gets another id.
  static let isMove = isMove(of: "p")

  private static func isMove(of row: SQL) -> SQL {
    """
    \(row).action \(equals) \(Action.update) AND \(row).old_id OPERATOR(pg_catalog.<>) \(row).new_id
    """
  }
}
