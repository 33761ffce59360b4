package import Basics
internal import Records

/// The process around a run: what may stop it, and who hears what happens, as it happens.
package protocol RunObserver {
  /// What may ask the run to end before its time.
  var stop: Stop { get }
  /// Which entries of the outcome are handed to `show`.
  var shown: ShownEntries { get }
  /// A step has ended.
  func trace(_ step: String)
  /// The names of both sides are known, before anything is read.
  func started(source: String, target: String)
  /// The source is being read; called now and then.
  func progress(_ progress: ReadProgress)
  /// The run's writes are committed: whatever ends the process from here on undoes nothing.
  func committed()
  /// The first documents are written, or may be: they stay, whatever ends the process from here on.
  func wroteDocuments()
  /// The counts are final; called before the first entry is shown.
  func settled(_ counts: Tally)
  /// Takes an entry to show; the outcome is settled.
  func show(_ entry: PlanEntry) throws(SyncFailure)
}

extension RunObserver {
  package var shown: ShownEntries { ShownEntries() }
  package func trace(_ step: String) {}
  package func started(source: String, target: String) {}
  package func progress(_ progress: ReadProgress) {}
  package func committed() {}
  package func wroteDocuments() {}
  package func settled(_ counts: Tally) {}
  package func show(_ entry: PlanEntry) throws(SyncFailure) {}
}

/// Which entries of a run's outcome are shown.
package struct ShownEntries {
  package var actions: [Action]
  /// At most this many of each action; nil for all.
  package var limit: Int?
  /// True to show only those duplicates that are left unresolved.
  package var problemsOnly: Bool

  package init(_ actions: [Action] = [], limit: Int? = nil, problemsOnly: Bool = false) {
    self.actions = actions
    self.limit = limit
    self.problemsOnly = problemsOnly
  }

  /// True when the entry is among them, whatever the limit.
  package func include(_ entry: PlanEntry) -> Bool {
    actions.contains(entry.action)
      && !(problemsOnly && entry.action == .duplicate && entry.reason != .unresolved)
  }
}
