internal import Basics

/// How far the writing of documents has come; what remains of it when it is cut short.
struct DocumentProgress: Sendable {
  /// The plan's counts, as they are by now: what was not written has failed.
  private(set) var counts: Tally
  private let total: Int
  private(set) var written = 0
  /// True once the journal has the end of it, where one is kept.
  var isSettled = false
  /// Documents of which nobody knows whether they were written.
  private(set) var unknown = 0
  /// What the journal has not been told yet, in the order of the plan.
  private(set) var outcomes: [DocumentOutcomes] = []
  /// True where the last of these goes on with the next document.
  private var goesOn = false

  /// `counts` are those of the plan.
  init(_ counts: Tally) {
    self.counts = counts
    total = counts.changes
  }

  /// True once something is written, or may be.
  var isBegun: Bool { written + unknown > 0 }

  var count: DocumentCount { DocumentCount(written: written, left: total - written) }

  /// Counts a document of which there is no outcome: written or not, nobody knows, or not even sent.
  mutating func leave(isSent: Bool) {
    goesOn = false
    if isSent { unknown += 1 }
  }

  /// Counts a document; each once, in the order of the plan.
  mutating func add(_ entry: DocumentBatch.Entry, _ fate: DocumentFate) {
    note(entry.number, fate.outcome)
    if fate == .written {
      written += 1
    } else {
      counts[entry.isCreated ? .create : .update] -= 1
      counts[.failed] += 1
    }
  }

  private mutating func note(_ number: Int64, _ outcome: DocumentOutcome) {
    if goesOn, let last = outcomes.indices.last, outcomes[last].outcome == outcome {
      outcomes[last].last = number
    } else {
      outcomes.append(DocumentOutcomes(outcome: outcome, first: number, last: number))
    }
    goesOn = true
  }

  /// Hands over what the journal has to be told.
  mutating func takeOutcomes() -> [DocumentOutcomes] {
    defer { outcomes = [] }
    return outcomes
  }

  /// What ended the run, with what it means for the documents.
  func failure(_ cause: SyncFailure, _ stop: StopCause?) -> SyncFailure {
    var failure = cause
    if let stop { failure = SyncFailure(stop.exitCode, cause.stage, stop.words) }
    let others = unknown > 0 ? ", and \(unknown) more may be" : ""
    failure.message +=
      "; \(written) of \(NumberText.counted(total, "document")) are written\(others)"
    if written < total { failure.hint = "run again: it writes what is left" }
    // What is in doubt is in the journal alone.
    if failure.code == .outcomeUnknown { failure.code = .unreachable }
    return failure
  }
}

/// What has become of one document.
enum DocumentFate: Equatable, Sendable {
  case written
  /// It holds something else than planned; nothing was changed.
  case changed
  case gone
  /// A unique index has the value already.
  case taken
  /// By the code of MongoDB.
  case refused(code: Int)

  var outcome: DocumentOutcome {
    switch self {
    case .written: .written
    case .changed, .gone: .missed
    case .taken, .refused: .refused
    }
  }
}
