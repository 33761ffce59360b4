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

  /// From here on PostgreSQL refuses to write anything but the session's temporary tables, unless
  /// a transaction asks for writes; a dry run never does.
  static func makeReadOnly(_ connection: inout PostgresConnection) throws(PostgresError) {
    try connection.execute(
      PostgresStatement(
        "make the session read-only",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
  }
}
