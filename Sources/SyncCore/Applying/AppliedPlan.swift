/// The result of carrying out a plan.
struct AppliedPlan: Sendable {
  var counts: Tally
  /// True when the target has changed, once the transaction is committed.
  var isCommitted = true
  /// True when what the written rows hold has been read again, for triggers may have changed it.
  var isReadAgain = false
  /// What triggers made of the rows that affects the next run, one sentence each.
  var warnings: [String] = []
}
