package import PostgresDriver

/// What `identities install` has put into a database, compared with what it would put there now.
package struct InstalledObjects: Equatable, Sendable {
  /// The raw values are the words of results.
  package enum State: String, CaseIterable, Sendable {
    /// Everything is as this version makes it with these settings.
    case current
    /// Another version of the tool has made it, and makes it otherwise.
    case older
    /// It was made with other settings, or somebody changed it or dropped a part.
    case changed
    /// The trigger does not fire.
    case triggerDisabled = "trigger disabled"
    /// Nothing is installed.
    case none
  }

  package var state: State
  /// Objects of others that have names of ours, as SQL writes them; `install` would refuse.
  package var foreign: [String]
}

extension InstalledObjects {
  /// Asks the catalogs in one turn; the session needs no privileges on the objects.
  package static func question(_ script: InstallScript) -> Question<InstalledObjects> {
    let statement = PostgresStatement(
      "look for what is installed",
      """
      SELECT coalesce(array_to_string(array_agg(o.name ORDER BY o.place, o.name)
            FILTER (WHERE NOT \(InstallScript.isOurs)), E'\\n'), ''),
        count(*) FILTER (WHERE \(InstallScript.isOurs) AND NOT (o.kind = 'table' AND \(script.isShared))),
        coalesce(bool_or(g.tgenabled NOT IN ('O', 'A')), false),
        coalesce(bool_or(split_part(o.comment, ',', 1)
          <> \(literal: InstallScript.mark + script.version))
          FILTER (WHERE \(InstallScript.isOurs)), false),
        count(*) FILTER (WHERE \(InstallScript.isOurs) AND \(script.isAsMade))
      FROM (\(script.objects)) o
        LEFT JOIN pg_trigger g ON o.catalog = 'pg_trigger' AND g.oid = o.oid
        LEFT JOIN pg_proc p ON o.catalog = 'pg_proc' AND p.oid = o.oid
        LEFT JOIN pg_class k ON o.catalog = 'pg_class' AND k.oid = o.oid
      """)
    return .row(statement) { (result, row) throws(PostgresError) in
      let names = try result.string(row, 0).split(separator: "\n").map(String.init)
      let found = try result.int64(row, 1)
      let isDisabled = try result.bool(row, 2)
      let isOfAnother = try result.bool(row, 3)
      let isWhole = try result.int64(row, 4) == InstallScript.objectCount
      let state: State =
        if found == 0 { .none } else if isDisabled { .triggerDisabled } else if isWhole {
          .current
        } else {
          isOfAnother ? .older : .changed
        }
      return InstalledObjects(state: state, foreign: names)
    }
  }
}

extension InstallScript {
  /// Trigger, two functions, view and table.
  static let objectCount = 5

  /// True, as SQL, for an object of `objects` with its row of the catalogs that is as the script makes it.
  ///
  /// The text of a view is the server's, so it is compared with the one that stood there when it was made, unless
  /// another version of PostgreSQL shows it now.
  var isAsMade: SQL {
    """
    CASE o.kind
      WHEN 'trigger' THEN g.tgtype = 21 AND g.tgqual IS NULL AND g.tgnargs = 0
        AND g.tgattr::text = (SELECT a.attnum::text FROM pg_attribute a
          WHERE a.attrelid = g.tgrelid AND a.attname = \(literal: auth.email) AND NOT a.attisdropped)
      WHEN 'function' THEN CASE p.proname
        WHEN 'fix_user_id_mismatch' THEN \(isMade(lockTimeout: Self.fixTimeout, fixBody))
        ELSE \(isMade(lockTimeout: Self.signUpTimeout, signUpBody)) END
      WHEN 'view' THEN
        k.reloptions IS NOT DISTINCT FROM \(hasSecurityInvoker ? "ARRAY['security_invoker=true']" : "NULL::text[]")
        AND (obj_description(k.oid, 'pg_class') NOT LIKE
            '% by PostgreSQL ' || current_setting('server_version_num')::int4 / 10000
          OR split_part(obj_description(k.oid, 'pg_class'), ', shown as ', 2) = \(shown("k.oid")))
      ELSE true END
    """
  }
}
