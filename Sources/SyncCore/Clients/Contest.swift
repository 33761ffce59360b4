internal import Engine
internal import PostgresDriver
internal import Records

/// Which of several records with one key represents the client, and what becomes of the others.
///
/// A rejected record takes part: where it is the one, its older rivals are not written in its place. A key
/// stays unresolved, and none of its records is written, where the rule says so and where the time of one
/// of them cannot be compared: nobody could say which is the newest. With links the owner of the row with the key wins,
/// then a spare of it, whatever the rule: a newer date gives nobody's row to another person.
struct Contest {
  let tables: PlanTables
  let rule: DuplicateRule

  /// Selects the staged rows that take no part in the comparison.
  static let losers: SQL = "SELECT row FROM \(PlanTables.contested) WHERE reason IS NOT NULL"

  /// True for a record `s` that is good, and represents its client if several have its key.
  static func isWinner(contested: Int) -> SQL {
    contested > 0 ? "s.reason IS NULL AND s.ctid NOT IN (\(losers))" : "s.reason IS NULL"
  }

  /// True when one of several records with a key is written, unless their times cannot be compared.
  private var hasWinners: Bool { rule == .newest || rule == .oldest }

  /// Ranks the records of each key that more than one record has.
  ///
  /// The values come last in the order, so that even two records with the same `_id` and time
  /// have one winner whatever the order of the source. A rejected one has none that could win,
  /// and without an `_id` that can be read it may be the one too.
  var rank: PostgresStatement {
    let direction: SQL = rule == .oldest ? "ASC NULLS FIRST" : "DESC NULLS LAST"
    let (owned, ofOwner): (SQL, SQL) =
      tables.links == nil
      ? ("", "") : ("owned OR ", "WHEN place > 1 AND owned THEN \(Reason.rowOfAnother)\n        ")
    let lost: Reason = rule == .oldest ? .newerRecord : .olderRecord
    let created: [SQL] = tables.layout.createdAt == nil ? [] : ["created"]
    let values = tables.columns.map(\.staged) + created + tables.createColumns.map(\.staged)
    let order: [SQL] =
      (tables.links == nil ? [] : ["o.spare IS FALSE DESC", "o.spare IS TRUE DESC"])
      + ["newest \(direction)", "(reason IS NOT NULL AND source_id IS NULL) DESC"]
      + ["source_id \(direction)", "(reason IS NOT NULL) DESC"]
      + values.map { "\($0) \(direction)" }
    return PostgresStatement(
      "find duplicates",
      """
      INSERT INTO \(PlanTables.contested)
      SELECT row, key, winner, CASE WHEN fault IS NOT NULL THEN \(Action.rejected)
        WHEN NOT (\(owned)\(hasWinners ? "true" : "false") AND dated) THEN \(Reason.unresolved)
        WHEN place > 1 AND again THEN \(Reason.repeated)
        \(ofOwner)WHEN place > 1 THEN \(lost) END FROM (
        SELECT s.ctid AS row, key, reason AS fault, row_number() OVER ranked AS place,
          count(*) OVER (PARTITION BY key) AS records,
          bool_and(coalesce(twin, 0) < 2) OVER (PARTITION BY key) AS dated,
          first_value(source_id) OVER ranked AS winner,
          source_id = first_value(source_id) OVER ranked
            AND newest IS NOT DISTINCT FROM first_value(newest) OVER ranked AS again\(ownership.value)
        FROM \(PlanTables.stage) s\(ownership.join)
        WHERE reason IS DISTINCT FROM \(literal: RowEncoder.excluded)
          AND key IN (SELECT key FROM \(PlanTables.stage) WHERE twin % 2 = 1)
        WINDOW ranked AS (PARTITION BY key ORDER BY \(order))) AS contest
      WHERE records > 1
      """)
  }

  /// Whether somebody who has the key also owns the row with it, or knows it as a spare, and the relation that tells.
  private var ownership: (value: SQL, join: SQL) {
    if tables.links == nil { return ("", "") }
    return (
      ",\n          bool_or(o.spare IS NOT NULL) OVER (PARTITION BY key) AS owned",
      """

          LEFT JOIN (SELECT row AS linked_row, spare FROM \(LinkTables.linked) WHERE lives AND own_key = key) o
            ON o.linked_row = s.ctid
      """
    )
  }

  /// Whether there is a key none of whose records is compared: nobody then sees that two rows have it.
  static let leavesKeysOut = PostgresStatement(
    "look for keys without a winner",
    """
    SELECT EXISTS (SELECT FROM \(PlanTables.contested)
      GROUP BY key HAVING bool_and(reason IS NOT NULL))
    """)

  /// Plans the losers: those with a winner name it, the others say why there is none.
  var plan: PostgresStatement {
    let field = hasWinners ? tables.layout.updatedAt?.fields.first : nil
    return PostgresStatement(
      "plan duplicates",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field, winner)
      SELECT \(Action.duplicate), row, reason,
        CASE WHEN reason = \(Reason.unresolved) THEN $1 END,
        CASE WHEN reason <> \(Reason.unresolved) THEN winner END
      FROM \(PlanTables.contested) WHERE reason <> \(Action.rejected)
      """, [field.map { .text($0.text) } ?? .null])
  }
}
