internal import PostgresDriver

/// A plan as SQL: each row `p` of its table is an entry, and other rows may be joined to it.
///
/// Reader, digest, reasons and journal read a plan through it, whatever kind of run made it.
struct PlanRelation: Sendable {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  let table: SQL
  /// The join that adds what the plan's own rows lack; empty when they lack nothing.
  var beside: SQL = ""
  /// True for the rows that are entries.
  var isEntry: SQL = "true"
  let key: SQL
  /// The id of the entry's row in the target; NULL without one.
  let target: SQL
  /// How to find the ids of rows that a run has created; nil where the plan has them.
  var created: (beside: SQL, target: SQL)?
  /// The record's `_id` as bytes; NULL for entries that come from no record, as is all that follows.
  var sourceID: SQL = "NULL::bytea"
  /// The `_id` of the record that won.
  var winner: SQL = "NULL::bytea"
  /// Where the text of a broken record is, and what is wrong with it: as in `SourcePlace`.
  var place: SQL = "NULL::text"
  /// The order of entries, and the tie-break where they are shown.
  let order: SQL
  var tie: SQL?
  /// The order in which the first entries are taken where a limit leaves some out.
  let firstBy: SQL
  /// What entries show of their rows.
  let values: PlanValues
  /// What distinguishes plans in a digest, besides the parts above.
  var digested: [SQL] = []
  /// The names, in the plan's digest, of the table and its columns.
  var names: [String] = []
}
