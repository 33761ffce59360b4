internal import PostgresDriver

/// A session with the target, opened with the run's settings.
enum TargetSession {
  /// Connects; every wait asks `stopCause`.
  static func open(
    _ setting: TargetSetting, _ stopCause: @escaping () -> StopCause?
  ) throws(PostgresError) -> PostgresConnection {
    try PostgresConnection(
      setting.keywords, applicationName: "synctool", shouldStop: { stopCause() != nil })
  }
}
