package import Basics
package import PostgresDriver

/// A session with the target, opened with the run's settings.
package enum TargetSession {
  /// Connects; every wait asks `stop`, and the wait for the answer to a COMMIT ends by the deadline.
  package static func open(
    _ setting: TargetSetting, timeouts: PostgresTimeouts = PostgresTimeouts(),
    _ stop: Stop
  ) throws(PostgresError) -> PostgresConnection {
    var connection = try PostgresConnection(
      setting.keywords, applicationName: "synctool", timeouts: timeouts,
      shouldStop: { stop.isWanted })
    connection.isOverdue = { stop.isOverdue }
    return connection
  }
}
