/// What the journal says of a table at one moment.
package struct JournalSummary: Sendable {
  /// The latest successful sync of the whole source; nil when there is none.
  package var lastSuccess: JournaledRun?
  /// Seconds since it ended, by the database's clock; nil when there is none.
  package var lastSuccessAge: Double?
  /// The latest run that failed or crashed; nil when there is none.
  package var lastFailure: JournaledRun?
  /// Seconds since it ended, or since it started when its end is unknown.
  package var lastFailureAge: Double?
  package var inProgress: [RunInProgress] = []
  /// The latest runs, the newest last.
  package var recent: [JournaledRun] = []
}
