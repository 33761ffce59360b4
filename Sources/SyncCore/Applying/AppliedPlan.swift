/// What has become of a plan that was carried out.
struct AppliedPlan: Sendable {
  var counts: Tally
  /// True when the target is another than before, once the transaction is committed.
  var isCommitted = true
  /// True when `WrittenRows.table` has what the written rows hold.
  var isReadAgain = false
  /// What triggers made of the rows that concerns the next run, one sentence each.
  var warnings: [String] = []
}
