/// A run that holds its table's lock at this moment.
package struct RunInProgress: Sendable {
  package var run: JournaledRun
  /// The process of the PostgreSQL server that serves it; nil when it has ended meanwhile.
  package var backend: Int64?
  /// Seconds since it started.
  package var seconds: Double
}
