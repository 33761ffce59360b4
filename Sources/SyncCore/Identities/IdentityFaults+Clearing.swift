internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

extension IdentityFaults {
  /// Deletes the faults of everybody who is synced or a duplicate by now, and of users who do not count any more; those
  /// of others stay. For the transaction of a fix, after its writes.
  ///
  /// Returns how many went; nil where this role may not delete them, or none are kept.
  @discardableResult
  static func clear(
    _ tables: IdentityTables, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int? {
    guard try connection.ask(right(to: "DELETE")) == true else { return nil }
    let look = PostgresStatement(
      "look for faults", "SELECT EXISTS (SELECT FROM \(InstallScript.faults))")
    guard try connection.bool(look) else { return 0 }
    return try connection.execute(
      PostgresStatement("delete the faults that are settled", settled(tables)))
  }

  /// A user is settled when one row has his email, or several have it, and each of them is a user's with this
  /// email; with what cannot be an email, when he has a row.
  private static func settled(_ tables: IdentityTables) -> SQL {
    """
    WITH due AS (
        SELECT a.id::text AS id, a.key FROM \(tables.users()) a
        WHERE a.key <> '' AND a.id::text IN (SELECT f.auth_id FROM \(InstallScript.faults) f)
          AND (\(EmailKey.isEmail("a.key")) OR NOT EXISTS (SELECT FROM \(tables.rows()) p WHERE p.id = a.id))),
      pairs AS (
        SELECT p.key, count(*) AS rows, count(b.id) AS pairs
        FROM \(tables.rows()) p LEFT JOIN \(tables.users()) b ON b.id = p.id AND b.key = p.key
        WHERE p.key IN (SELECT d.key FROM due d) GROUP BY p.key),
      unsettled AS (
        SELECT d.id FROM due d LEFT JOIN pairs p ON p.key = d.key WHERE (p.pairs = p.rows) IS NOT TRUE)
    DELETE FROM \(InstallScript.faults) f WHERE NOT EXISTS (SELECT FROM unsettled u WHERE u.id = f.auth_id)
    """
  }

  /// The same in a transaction of its own, after a fix that had nothing to write: others may have settled somebody.
  ///
  /// Returns the warning of one that failed: the fix itself did what it should.
  static func clear(
    _ target: TargetSetting, _ setting: IdentitySetting, _ stop: Stop, on session: KeptSession
  ) -> String? {
    do {
      try session.use { session in
        guard try session.connection.ask(right(to: "DELETE")) == true,
          let app = try TableReader.read(target.table, on: &session.connection),
          let auth = try TableReader.read(setting.auth, on: &session.connection)
        else { return }
        let tables = IdentityTables(app, auth: auth, setting, only: nil)
        _ = try WriteTransaction(target, stop).run(
          .writing("begin to delete faults"), on: &session.connection
        ) { connection in try clear(tables, on: &connection) }
      }
      return nil
    } catch {
      return "the faults of sign-ups are left as they are: "
        + JournalSession.failure(error, stop).message
    }
  }
}
