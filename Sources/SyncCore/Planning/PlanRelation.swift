/// A plan as SQL: each row `p` of its table is an entry, and other rows may be joined to it.
///
/// Reader, digest, reasons and journal read a plan through it, whatever kind of run made it.
struct PlanRelation: Sendable {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  let table: String
  /// The join that adds what the plan's own rows lack; empty when they lack nothing.
  var beside = ""
  /// True for the rows that are entries.
  var isEntry = "true"
  let key: String
  /// The id of the entry's row in the target; NULL without one.
  let target: String
  /// How to find the ids of rows that a run has created; nil where the plan has them.
  var created: (beside: String, target: String)?
  /// The record's `_id` as bytes; NULL for entries that come from no record, as is all that follows.
  var sourceID = "NULL::bytea"
  /// The `_id` of the record that won.
  var winner = "NULL::bytea"
  /// Where the text of a broken record is, and what is wrong with it: as in `SourcePlace`.
  var place = "NULL::text"
  /// The order of entries, and the tie-break where they are shown.
  let order: String
  var tie: String?
  /// The order in which the first entries are taken where a limit leaves some out.
  let firstBy: String
  /// What entries show of their rows.
  let values: PlanValues
  /// What distinguishes plans in a digest, besides the parts above.
  var digested: [String] = []
  /// The names, in the plan's digest, of the table and its columns.
  var names: [String] = []
}
