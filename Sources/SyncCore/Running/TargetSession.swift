internal import Basics
internal import PostgresDriver

/// A session with the target, opened with the run's settings.
enum TargetSession {
  /// Connects; every wait asks `stopCause`, and that for the answer to a COMMIT ends by the deadline.
  static func open(
    _ setting: TargetSetting, timeouts: PostgresTimeouts = PostgresTimeouts(),
    _ stopCause: @escaping () -> StopCause?
  ) throws(PostgresError) -> PostgresConnection {
    var connection = try PostgresConnection(
      setting.keywords, applicationName: "synctool", timeouts: timeouts,
      shouldStop: { stopCause() != nil })
    connection.isOverdue = { stopCause() == .deadline }
    return connection
  }
}
