/// What is known of a run so far; what it leaves behind when it fails half-way.
struct RunState {
  /// The part of the run that is under way: where a failure without a stage of its own belongs.
  var stage = Stage.target {
    didSet { finishStage(oldValue) }
  }
  var counts = Counts()
  var planDigest: String?
  /// True once the counts describe a plan.
  var planned = false
  /// True once the run's writes are committed.
  var committed = false
  var warnings: [String]
  private let trace: ((String) -> Void)?
  private var stageStart = Clock.monotonic()

  init(warnings: [String], trace: ((String) -> Void)?) {
    self.warnings = warnings
    self.trace = trace
  }

  private mutating func finishStage(_ stage: Stage) {
    let now = Clock.monotonic()
    let milliseconds = Int((now - stageStart) * 1000)
    trace?("\(stage.rawValue): \(milliseconds) ms")
    stageStart = now
  }
}
