internal import Engine
internal import PostgresDriver

/// What stands around the objects: whose they are, and how they are told from others.
extension InstallScript {
  /// The objects as rows: what they are, `regclass`-like text that finds them, and the comment by which they are told
  /// from others.
  ///
  /// An object that does not exist has no row. A trigger is known by its function, since only who owns the auth
  /// service's table may comment on it.
  var objects: SQL {
    """
    SELECT 1 AS place, 'trigger' AS kind, t.oid, 'pg_trigger' AS catalog,
          pg_catalog.format('TRIGGER %I ON %I.%I', t.tgname, n.nspname, c.relname) AS name,
          (SELECT pg_catalog.obj_description(f.oid, 'pg_proc')
            FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
            WHERE f.oid = t.tgfoid AND f.proname = 'sync_auth_user_to_app_users'
              AND fn.nspname = \(literal: app.table.effectiveSchema)) AS comment
        FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE t.tgname = 'synctool_align' AND NOT t.tgisinternal AND t.tgparentid = 0
          AND n.nspname = \(literal: auth.table.effectiveSchema)
          AND c.relname = \(literal: auth.table.name)
        UNION ALL
        SELECT 2, 'function', p.oid, 'pg_proc',
          pg_catalog.format('FUNCTION %I.%I(%s)', n.nspname, p.proname,
            pg_catalog.pg_get_function_identity_arguments(p.oid)),
          pg_catalog.obj_description(p.oid, 'pg_proc')
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = \(literal: app.table.effectiveSchema)
          AND (p.proname = 'sync_auth_user_to_app_users' AND p.pronargs = 0
            OR p.proname = 'fix_user_id_mismatch'
              AND pg_catalog.oidvectortypes(p.proargtypes) = 'text, boolean')
        UNION ALL
        SELECT CASE c.relkind WHEN 'v' THEN 3 ELSE 4 END, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.oid, 'pg_class',
          pg_catalog.format(CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END || ' %I.%I',
            n.nspname, c.relname), pg_catalog.obj_description(c.oid, 'pg_class')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = \(literal: app.table.effectiveSchema) AND c.relname = 'user_sync_status'
          OR n.nspname = 'synctool' AND c.relname = 'identity_faults'
    """
  }

  /// True, as SQL, for an object of `objects` that `install` has made.
  static let isOurs: SQL = """
    coalesce(o.comment, '') LIKE \(literal: mark + "%")
    """

  /// True, as SQL, where another schema's application has its users aligned too: the faults are those of both.
  var isShared: SQL {
    """
    EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE p.proname = 'sync_auth_user_to_app_users' AND p.pronargs = 0
              AND n.nspname <> \(literal: app.table.effectiveSchema)
              AND coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), '') LIKE \(literal: Self.mark + "%"))
    """
  }

  /// Fails where something of another origin has one of the names: it is not ours to replace.
  var guarding: SQL {
    let body: SQL = """
      DECLARE
        other text;
      BEGIN
        SELECT pg_catalog.string_agg(o.name, ', ' ORDER BY o.place, o.name) INTO other
        FROM (\(objects)) o
        WHERE NOT \(Self.isOurs);
        IF other IS NOT NULL THEN
          RAISE EXCEPTION USING ERRCODE = 'duplicate_object',
            MESSAGE = other || ' is there already, and was not made by synctool for ' || \(literal: app.sql.text),
            HINT = 'drop it or rename it first';
        END IF;
      END
      """
    return "DO \(Self.literal(body));"
  }

  /// A schema's default privileges may have granted new objects to everybody: the view shows emails, and
  /// the functions write. What somebody grants later stays when they are installed again.
  var revoking: SQL {
    let body: SQL = """
      DECLARE
        each record;
      BEGIN
        FOR each IN
          SELECT o.name, a.grantee
          FROM (\(objects)) o
            CROSS JOIN LATERAL (
              SELECT p.proacl AS acl, p.proowner AS owner, 'f' AS kind FROM pg_catalog.pg_proc p
              WHERE p.oid = o.oid AND o.catalog = 'pg_proc'
              UNION ALL
              SELECT c.relacl, c.relowner, 'r' FROM pg_catalog.pg_class c
              WHERE c.oid = o.oid AND o.catalog = 'pg_class') k
            CROSS JOIN LATERAL (SELECT DISTINCT x.grantee FROM pg_catalog.aclexplode(
              coalesce(k.acl, pg_catalog.acldefault(k.kind::pg_catalog."char", k.owner))) x) a
          WHERE NOT \(Self.isOurs) AND a.grantee <> k.owner
            AND NOT (o.kind = 'table' AND a.grantee = \(ownerOID))
        LOOP
          EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM %s',
            pg_catalog.regexp_replace(each.name, '^VIEW ', 'TABLE '),
            CASE each.grantee WHEN 0 THEN 'PUBLIC'
              ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(each.grantee)) END);
        END LOOP;
      END
      """
    return "DO \(Self.literal(body));"
  }

  private var ownerOID: SQL {
    "(SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = \(literal: owner))"
  }

  /// The view's says as well how the server shows it: its text is not the one that it was made of.
  var comments: SQL {
    let text = SQL(literal: Self.mark + version)
    let body: SQL = """
      BEGIN
        EXECUTE pg_catalog.format('COMMENT ON VIEW %I.%I IS %L',
          \(literal: app.table.effectiveSchema), 'user_sync_status',
          \(text) || ', shown as ' || \(shown("\(literal: view.text)::pg_catalog.regclass")));
      END
      """
    return """
      COMMENT ON TABLE \(Self.faults) IS \(text);
      COMMENT ON FUNCTION \(fixFunction)(text, boolean) IS \(text);
      COMMENT ON FUNCTION \(signUpFunction)() IS \(text);
      DO \(Self.literal(body));
      """
  }

  /// The first digits of the digest of a view's text, with the version of the server that shows it so.
  func shown(_ view: SQL) -> SQL {
    """
    pg_catalog.left(pg_catalog.md5(pg_catalog.pg_get_viewdef(\(view))), 12) || ' by PostgreSQL '
            || pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000
    """
  }
}
