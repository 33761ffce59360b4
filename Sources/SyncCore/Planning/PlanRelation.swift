/// A plan as SQL: each row `p` of its table is an entry, beside which other rows may stand.
///
/// Reader, digest, reasons and journal read a plan by it, whatever kind of run it is of.
struct PlanRelation: Sendable {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  let table: String
  /// The join that brings what the plan's own rows lack; empty when they lack nothing.
  var beside = ""
  /// True for the rows that are entries.
  var isEntry = "true"
  let key: String
  /// The id of the entry's row in the target; NULL when there is none.
  let target: String
  /// How the ids of rows are found that a run has created; nil where the plan has them.
  var created: (beside: String, target: String)?
  /// The record's `_id` as bytes; NULL for entries that come from no record, as all that follows.
  var sourceID = "NULL::bytea"
  /// The `_id` of the record that won.
  var winner = "NULL::bytea"
  /// Where the text of a broken record stands, and what is wrong with it: as `SourcePlace` has it.
  var place = "NULL::text"
  /// The order of entries, and what decides between equal ones where they are shown.
  let order: String
  var tie: String?
  /// By what the first entries are taken where a limit leaves some out.
  let firstBy: String
  /// What entries show of their rows.
  let values: PlanValues
  /// What a digest tells plans apart by, besides the parts above.
  var digested: [String] = []
  /// The names, in the plan's digest, of the table and its columns.
  var names: [String] = []
}
