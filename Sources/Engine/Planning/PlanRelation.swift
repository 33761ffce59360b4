package import PostgresDriver

/// A plan as SQL: each row `p` of its table is an entry, and other rows may be joined to it.
///
/// Reader, digest, reasons and journal read a plan through it, whatever kind of run made it.
package struct PlanRelation: Sendable {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  package let table: SQL
  /// The join that adds what the plan's own rows lack; empty when they lack nothing.
  let beside: SQL
  /// True for the rows that are entries.
  let isEntry: SQL
  /// True for the entries that distinguish plans in a digest.
  let isDigested: SQL
  let key: SQL
  /// The id of the entry's row in the target; NULL without one.
  let target: SQL
  /// How to find the ids of rows that a run has created; nil where the plan has them.
  let created: (beside: SQL, target: SQL)?
  /// The record's `_id` as bytes; NULL for entries that come from no record, as is all that follows.
  let sourceID: SQL
  /// The `_id` of the record that won.
  let winner: SQL
  /// Where the text of a broken record is, and what is wrong with it: as in `SourcePlace`.
  let place: SQL
  /// Those on whom the entry depends, as a text of JSON, `{"names": […], "count": n}`; NULL for one that stands alone,
  /// nil where all do.
  let others: SQL?
  /// How many rows follow the entry's, as a text of JSON, by column; NULL where none does, nil where none ever does.
  let follows: SQL?
  /// True, as SQL, for an entry that is stale; nil where none ever is.
  let stale: SQL?
  /// The order of entries, and the tie-break where they are shown.
  let order: SQL
  let tie: SQL?
  /// The order in which the first entries are taken where a limit leaves some out.
  let firstBy: SQL
  /// What entries show of their rows.
  let values: PlanValues
  /// What distinguishes plans in a digest, besides the parts above; nil for plans that have none, and so are never
  /// the expected one.
  let digested: [SQL]?
  /// Selects rows of one column, a record, that distinguish plans besides the entries; nil where nothing else does.
  let digestedBeside: SQL?
  /// The names, in the plan's digest, of the table and its columns.
  let names: [String]

  package init(
    table: SQL, beside: SQL = "", isEntry: SQL = "true", isDigested: SQL? = nil,
    key: SQL, target: SQL,
    created: (beside: SQL, target: SQL)? = nil, sourceID: SQL = "NULL::bytea",
    winner: SQL = "NULL::bytea", place: SQL = "NULL::text", others: SQL? = nil, follows: SQL? = nil,
    stale: SQL? = nil, order: SQL,
    tie: SQL? = nil,
    firstBy: SQL, values: PlanValues, digested: [SQL]? = nil, digestedBeside: SQL? = nil,
    names: [String] = []
  ) {
    (self.table, self.beside, self.isEntry, self.key) = (table, beside, isEntry, key)
    self.isDigested = isDigested ?? isEntry
    (self.target, self.created, self.sourceID) = (target, created, sourceID)
    (self.winner, self.place, self.others) = (winner, place, others)
    (self.follows, self.stale) = (follows, stale)
    (self.order, self.tie) = (order, tie)
    (self.firstBy, self.values) = (firstBy, values)
    (self.digested, self.digestedBeside, self.names) = (digested, digestedBeside, names)
  }
}
