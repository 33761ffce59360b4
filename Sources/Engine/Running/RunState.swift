package import Basics

/// What is known of a run so far; what remains of it when it fails half-way.
package struct RunState {
  /// The current part of the run: the stage of a failure that has none of its own.
  package var stage = Stage.target {
    didSet { finishStage(oldValue) }
  }
  var counts = Tally()
  /// The plan's situations.
  var classes: [NamedCount] = []
  var planDigest: String?
  /// The greatest `updatedAt` of the source, in microseconds since 1970; nil when it is not known.
  package var newestRecord: Int64?
  /// True once the counts describe a plan.
  var planned = false
  /// True once the run's writes are committed.
  var committed = false
  /// How far the writing of documents has come; nil before it began, and for a run that writes none.
  var documents: DocumentProgress?
  /// What becomes of the links; nil where none are used.
  var links: LinkCount?
  /// True where the journal keeps links.
  package private(set) var keepsLinks = false
  /// The run's row in the journal; nil when no journal is kept, and before the lock is held.
  var journal: OpenRun?
  /// True once a journal was seen that can be read.
  var hasJournal = false
  /// Why no journal is kept, or what to do about it.
  var journalHint = "synctool init creates one"
  /// The runs before this one, the newest last; only where a page shows them.
  var lastRuns: [JournaledRun] = []
  /// Microseconds since 1970-01-01 UTC.
  let startedAt = Clock.now()
  /// The same moment by the monotonic clock, in seconds.
  let start = Clock.monotonic()
  /// Why the run ended without doing its job; nil as long as it has not.
  var failure: SyncFailure?
  package var warnings: [String]
  private let observer: any RunObserver
  private var stageStart = Clock.monotonic()

  package init(warnings: [String], _ observer: any RunObserver) {
    self.warnings = warnings
    self.observer = observer
  }

  /// Adopts what a plan says; `digest` is its own, where one is wanted.
  mutating func take<Details>(_ plan: WorkPlan<Details>, _ digest: String?) {
    counts = plan.counts
    links = plan.links
    classes = plan.classes
    planDigest = digest
    planned = true
    warnings += plan.warnings
  }

  /// Keeps the preflight's warnings that the settings have not given already; throws its faults.
  package mutating func look(at lines: [CheckLine]) throws(SyncFailure) {
    warnings += lines.filter { $0.verdict == .warning && !warnings.contains($0.detail) }
      .map(\.warning)
    if let failure = CheckLine.failure(lines) { throw failure }
  }

  /// The table that was found, once the findings about the target are handled; without one the run ends.
  package mutating func table(of findings: TargetFindings) throws(SyncFailure) -> TargetTable {
    keepsLinks = findings.journal.keepsLinks
    try look(at: findings.lines)
    guard let table = findings.table else {
      throw SyncFailure(.unfit, .target, "the table is missing")
    }
    return table
  }

  private mutating func finishStage(_ stage: Stage) {
    let now = Clock.monotonic()
    let milliseconds = Int((now - stageStart) * 1000)
    observer.trace("\(stage.rawValue): \(milliseconds) ms")
    stageStart = now
  }
}
