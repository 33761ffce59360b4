/// What the model foresees of a whole run.
struct PropertyOutcome {
  /// For each record; nil when the run does not look at it.
  var fates: [PropertyFate?]
  /// All rows afterwards, those that were there first.
  var rows: [PropertyRow]
  /// By the contract's words.
  var counts: [String: Int]
  /// Of the real run; a dry run has 2 in place of 0 when it found changes and was asked to say so.
  var exitCode: Int32
  var dryExitCode: Int32
}
