/// What is known of a run so far; what it leaves behind when it fails half-way.
struct RunState {
  /// The part of the run that is under way: where a failure without a stage of its own belongs.
  var stage = Stage.target
  var counts = Counts()
  var planDigest: String?
  /// True once the counts describe a plan.
  var planned = false
  /// True once the run's writes are committed.
  var committed = false
  var warnings: [String]
}
