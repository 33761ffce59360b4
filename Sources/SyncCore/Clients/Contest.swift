internal import Engine
internal import PostgresDriver
internal import Records

/// Which of several good records with one key represents the client, and what becomes of the others.
///
/// A key stays unresolved, and none of its records is written, where the rule says so and where
/// the `updatedAt` of one of them is not a date: nobody could say which is the newest.
struct Contest {
  let tables: PlanTables
  let rule: DuplicateRule

  /// Selects the staged rows that take no part in the comparison.
  static let losers: SQL = "SELECT row FROM \(PlanTables.contested) WHERE \(lost)"

  private static let lost: SQL = "(place > 1 OR NOT resolved)"

  /// True when one of several records with a key is written, unless their times cannot be compared.
  private var hasWinners: Bool { rule == .newest || rule == .oldest }

  /// Ranks the records of each key that more than one good record has.
  ///
  /// The values come last in the order, so that even two records with the same `_id` and time
  /// have one winner whatever the order of the source.
  var rank: PostgresStatement {
    let direction: SQL = rule == .oldest ? "ASC NULLS FIRST" : "DESC NULLS LAST"
    let created: [SQL] = tables.layout.createdAt == nil ? [] : ["created"]
    let order: [SQL] =
      ["newest", "source_id"] + tables.columns.map(\.staged) + created
      + tables.createColumns.map(\.staged)
    return PostgresStatement(
      "find duplicates",
      """
      INSERT INTO \(PlanTables.contested)
      SELECT row, key, place, winner, \(hasWinners ? "true" : "false") AND dated FROM (
        SELECT s.ctid AS row, key, row_number() OVER ranked AS place,
          count(*) OVER (PARTITION BY key) AS records,
          bool_and(\(PlanTables.isDated)) OVER (PARTITION BY key) AS dated,
          first_value(source_id) OVER ranked AS winner
        FROM \(PlanTables.stage) s
        WHERE reason IS NULL
          AND key IN (SELECT key FROM \(PlanTables.stage) WHERE twin AND reason IS NULL)
        WINDOW ranked AS (PARTITION BY key
          ORDER BY \(order.map { "\($0) \(direction)" as SQL }))) AS contest
      WHERE records > 1
      """)
  }

  /// Plans the losers: those with a winner name it, the others say why there is none.
  var plan: PostgresStatement {
    let reason: Reason = rule == .oldest ? .newerRecord : .olderRecord
    let field = hasWinners ? tables.layout.updatedAt?.fields.first : nil
    return PostgresStatement(
      "plan duplicates",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field, winner)
      SELECT \(Action.duplicate), row,
        CASE WHEN resolved THEN \(reason) ELSE \(Reason.unresolved) END,
        CASE WHEN NOT resolved THEN $1 END, CASE WHEN resolved THEN winner END
      FROM \(PlanTables.contested) WHERE \(Self.lost)
      """, [field.map { .text($0.text) } ?? .null])
  }
}
