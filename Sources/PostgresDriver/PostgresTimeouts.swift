/// How long a connection waits, and for what; the defaults are the tool's documented ones.
package struct PostgresTimeouts: Sendable {
  /// Seconds for the whole connect, all hosts together; `connect_timeout` among the settings wins.
  package var connect = 10
  /// Milliseconds that a statement waits for a lock (`lock_timeout`).
  package var lock = 10_000
  /// Seconds that the answer to COMMIT may take; after that the outcome counts as unknown.
  package var commit = 60
  /// Seconds that a cancelled statement may take to end before its connection is given up; less
  /// than the process gives a stopped run to end in order.
  package var cancel = 2

  package init() {}
}
