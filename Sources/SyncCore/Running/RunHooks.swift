package import Basics

/// What a run asks of, and tells, the process around it.
package struct RunHooks {
  package var stop: Stop
  /// Told each step as it ends; nil when nobody wants to know.
  package var trace: ((String) -> Void)?
  /// Told now and then while the source is read.
  package var progress: (ReadProgress) -> Void
  /// Called once the run's writes are committed: whatever ends the process from here on takes nothing back.
  package var committed: () -> Void = {}
  /// Told once the settings' names are known, before anything is read.
  package var started: (_ source: String, _ target: String) -> Void
  /// Told the final counts, before the first entry is shown.
  package var settled: (Tally) -> Void
  /// Takes the entries that are shown to a person; called after the outcome is settled.
  package var show: (PlanEntry) throws(SyncFailure) -> Void
  /// Which entries to show, and at most how many of each action (nil: all).
  package var shown: (actions: [Action], limit: Int?)
  /// True to show no duplicates but those that are left unresolved.
  package var showsProblemsOnly = false

  package init(
    stop: Stop, trace: ((String) -> Void)? = nil,
    progress: @escaping (ReadProgress) -> Void,
    started: @escaping (_ source: String, _ target: String) -> Void,
    settled: @escaping (Tally) -> Void,
    show: @escaping (PlanEntry) throws(SyncFailure) -> Void,
    shown: (actions: [Action], limit: Int?)
  ) {
    self.stop = stop
    self.trace = trace
    self.progress = progress
    self.started = started
    self.settled = settled
    self.show = show
    self.shown = shown
  }
}
