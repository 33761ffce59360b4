/// How the process ends: a part of the tool's API, each code with one meaning.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  /// Failed; the target is unchanged.
  case failed = 1
  /// A dry run with `--detailed-exitcode` found changes.
  case changesPending = 2
  /// Done, but some records were rejected, failed, or left as unresolved duplicates.
  case incomplete = 3
  /// A limit, an empty source or `--on-duplicate fail` stopped the run before the first write.
  case stopped = 4
  /// The plan does not match the digest given to `--expect`.
  case planMoved = 5
  /// The connection died during COMMIT and the outcome could not be resolved.
  case outcomeUnknown = 6
  /// Another run holds the lock.
  case locked = 11
  /// The command line is wrong.
  case usage = 64
  /// Source or target cannot be reached.
  case unreachable = 69
  /// Source or target refused access.
  case refused = 77
  /// Settings, or the table, are unfit for the job.
  case unfit = 78
  case deadline = 124
  case hangUp = 129
  case interrupted = 130
  case terminated = 143

  /// True when the command did its job, except perhaps for some records.
  package var isSuccess: Bool { [.done, .changesPending, .incomplete].contains(self) }
}
