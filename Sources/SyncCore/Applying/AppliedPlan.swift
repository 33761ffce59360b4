/// The result of carrying out a plan.
struct AppliedPlan: Sendable {
  var counts: Tally
  /// True when the target has changed, once the transaction is committed.
  var isCommitted = true
  /// True when `WrittenRows.table` has what the written rows hold.
  var isReadAgain = false
  /// What triggers made of the rows that affects the next run, one sentence each.
  var warnings: [String] = []
}
