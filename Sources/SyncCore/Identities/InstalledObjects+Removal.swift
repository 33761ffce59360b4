package import PostgresDriver

/// One object that an uninstall drops.
package struct DoomedObject: Sendable {
  /// As SQL writes it: `VIEW app.user_sync_status`.
  package var name: String
  /// The statement that drops it.
  var drop: SQL
  var isFaults: Bool
}

extension InstalledObjects {
  /// The SQLSTATE of a removal that finds faults.
  static let faultsLeft = SQLState("55000")

  /// What `install` has made and an uninstall drops, in that order; the table of the faults last, and not while
  /// another application has its users aligned too.
  ///
  /// Who does not own the auth service's table may not drop its trigger, but the function, and the trigger with it.
  package static func doomed(_ script: InstallScript) -> Question<[DoomedObject]> {
    let statement = PostgresStatement(
      "list what is installed",
      """
      WITH ours AS (
        SELECT o.* FROM (\(script.objects)) o
        WHERE \(InstallScript.isOurs) AND NOT (o.kind = 'table' AND \(script.isShared))),
      kept AS (
        SELECT t.oid, t.tgfoid FROM ours o JOIN pg_trigger t ON t.oid = o.oid JOIN pg_class c ON c.oid = t.tgrelid
        WHERE o.kind = 'trigger' AND NOT pg_has_role(c.relowner, 'USAGE'))
      SELECT o.name, o.kind = 'table', CASE
          WHEN o.kind = 'trigger' AND o.oid IN (SELECT k.oid FROM kept k) THEN '-- the trigger goes with its function'
          -- What else depends on the function is not ours to drop.
          WHEN EXISTS (SELECT FROM kept k WHERE k.tgfoid = o.oid AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = o.oid
              AND d.deptype = 'n' AND d.objid <> k.oid)) THEN 'DROP ' || o.name || ' CASCADE;'
          ELSE 'DROP ' || o.name || ';' END
      FROM ours o ORDER BY o.place, o.name
      """)
    return .rows(statement) { (result, row) throws(PostgresError) in
      DoomedObject(
        name: try result.string(row, 0), drop: try result.sql(row, 2),
        isFaults: try result.bool(row, 1))
    }
  }

  /// The statements that drop them, for one transaction. Unless `forced` they fail with `faultsLeft` where faults are
  /// left.
  package static func removal(_ doomed: [DoomedObject], forced: Bool) -> SQL {
    doomed.map { object in
      object.isFaults && !forced ? "\(guarding)\(object.drop)\n" : "\(object.drop)\n"
    }.joined(separator: "")
  }

  private static let guarding: SQL = """
    DO $synctool$
    BEGIN
      IF EXISTS (SELECT FROM \(InstallScript.faults)) THEN
        RAISE EXCEPTION USING ERRCODE = \(literal: faultsLeft.code),
          MESSAGE = 'faults of sign-ups are left in \(InstallScript.faults)',
          HINT = 'see them first: synctool identities status';
      END IF;
    END
    $synctool$;

    """
}
