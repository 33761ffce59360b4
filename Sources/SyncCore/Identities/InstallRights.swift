internal import Basics
internal import Engine
internal import PostgresDriver

/// Who may install, and with whose rights the trigger works: those of the role that owns the application's table.
struct InstallRights {
  let script: InstallScript
  private var isMember = true
  /// What the role that installs lacks: `TRIGGER on auth.users`.
  private var lacking: [String] = []
  /// What the owner lacks.
  private var ownerLacks: [String] = []
  /// The tables whose rows row-level security hides from the owner.
  private var hidden: [String] = []

  /// Asks the catalogs in one turn.
  static func question(_ script: InstallScript, _ server: PostgresServer) -> Question<InstallRights>
  {
    let statement = PostgresStatement("read the rights", script.rights(server))
    return .row(statement) { (result, row) throws(PostgresError) in
      var rights = InstallRights(script: script)
      rights.isMember = try result.bool(row, 0)
      rights.lacking = names(try result.string(row, 1))
      rights.ownerLacks = names(try result.string(row, 2))
      rights.hidden = names(try result.string(row, 3))
      return rights
    }
  }

  private static func names(_ lines: String) -> [String] {
    lines.split(separator: "\n").map(String.init)
  }

  private init(script: InstallScript) { self.script = script }

  /// What the role lacks that installs.
  var ofRole: [CheckLine] {
    var lines: [CheckLine] = []
    if !isMember {
      lines.append(
        .fault(
          "owner",
          "the role is not a member of \(script.owner), which owns \(script.app.table.full)",
          "install as that role, or GRANT \(SQL(identifier: script.owner).text) to the role",
          .refused))
    }
    if !lacking.isEmpty {
      lines.append(
        .fault(
          "privileges", "the role lacks \(lacking.joined(separator: ", "))",
          "grant it to the role, or let another run the SQL of --dry-run", .refused))
    }
    return lines
  }

  /// What the owner lacks: every sign-up would be a fault.
  var ofOwner: [CheckLine] {
    var lines: [CheckLine] = []
    if !ownerLacks.isEmpty {
      lines.append(
        .fault(
          "owner's privileges",
          "\(script.owner), which owns \(script.app.table.full), lacks"
            + " \(ownerLacks.joined(separator: ", "))",
          "grant it to that role: the trigger works with its rights", .refused))
    }
    if !hidden.isEmpty {
      lines.append(
        .fault(
          "owner's row security",
          "row-level security applies to \(script.owner) on \(hidden.joined(separator: ", "))",
          "the trigger works with its rights: run ALTER ROLE \(SQL(identifier: script.owner).text) BYPASSRLS",
          .refused))
    }
    return lines
  }
}

extension InstallScript {
  /// One row: whether the role may make the owner the owner of something, what it lacks, what the owner lacks, and
  /// from which tables row-level security keeps it; lists a line each.
  fileprivate func rights(_ server: PostgresServer) -> SQL {
    let member: SQL = server.version >= 16_00_00 ? "'SET'" : "'MEMBER'"
    return """
      WITH places AS (
        SELECT r.oid AS owner, c.oid AS app, s.oid AS app_schema, u.oid AS auth, us.oid AS auth_schema,
          to_regnamespace('synctool')::oid AS journal,
          format('%I.%I', us.nspname, u.relname) AS auth_name, format('%I.%I', s.nspname, c.relname) AS app_name,
          format('schema %I', us.nspname) AS auth_place, format('schema %I', s.nspname) AS app_place,
          NOT EXISTS (SELECT FROM pg_class f WHERE f.relname = 'identity_faults'
            AND f.relnamespace = to_regnamespace('synctool')) AS lacks_faults,
          (SELECT x.rolsuper FROM pg_roles x WHERE x.rolname = current_user) AS is_super
        FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
          CROSS JOIN pg_class u JOIN pg_namespace us ON us.oid = u.relnamespace
        WHERE s.nspname = \(literal: app.table.effectiveSchema) AND c.relname = \(literal: app.table.name)
          AND us.nspname = \(literal: auth.table.effectiveSchema) AND u.relname = \(literal: auth.table.name))
      SELECT pg_has_role(p.owner, \(member)),
        (SELECT coalesce(string_agg(n.need, E'\\n' ORDER BY n.place), '')
          FROM (\(ownNeeds)) n (place, need, held) WHERE NOT coalesce(n.held, false)),
        (SELECT coalesce(string_agg(n.need, E'\\n' ORDER BY n.place), '')
          FROM (\(ownerNeeds)) n (place, need, held) WHERE NOT coalesce(n.held, false)),
        (SELECT coalesce(string_agg(format('%I.%I', s.nspname, c.relname), E'\\n' ORDER BY c.oid), '')
          FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles r ON r.oid = p.owner
          WHERE c.oid IN (p.app, p.auth) AND c.relrowsecurity AND NOT (r.rolsuper OR r.rolbypassrls)
            AND (c.relforcerowsecurity OR NOT pg_has_role(r.oid, c.relowner, 'USAGE')))
      FROM places p
      """
  }

  private var ownNeeds: SQL {
    """
    VALUES (1, 'USAGE on ' || p.auth_place, has_schema_privilege(p.auth_schema, 'USAGE')),
            (2, 'TRIGGER on ' || p.auth_name, has_table_privilege(p.auth, 'TRIGGER')),
            (3, 'USAGE on ' || p.app_place, has_schema_privilege(p.app_schema, 'USAGE')),
            (4, 'CREATE on ' || p.app_place, has_schema_privilege(p.app_schema, 'CREATE')),
            -- Without a journal there is no such schema, which is said elsewhere.
            (5, 'USAGE on schema synctool', coalesce(has_schema_privilege(p.journal, 'USAGE'), true)),
            (6, 'CREATE on schema synctool',
              coalesce(has_schema_privilege(p.journal, 'CREATE') OR NOT p.lacks_faults, true)),
            (7, 'USAGE on schema synctool WITH GRANT OPTION',
              coalesce(has_schema_privilege(p.journal, 'USAGE WITH GRANT OPTION')
                OR has_schema_privilege(p.owner, p.journal, 'USAGE'), true))
          UNION ALL
          SELECT 8, 'the ownership of ' || o.name, pg_has_role(coalesce(f.proowner, c.relowner), 'USAGE')
          FROM (\(objects)) o
            LEFT JOIN pg_proc f ON o.catalog = 'pg_proc' AND f.oid = o.oid
            LEFT JOIN pg_class c ON o.catalog = 'pg_class' AND c.oid = o.oid
          WHERE \(Self.isOurs) AND o.kind <> 'trigger'
    """
  }

  private var ownerNeeds: SQL {
    """
    VALUES (1, 'USAGE on ' || p.auth_place, has_schema_privilege(p.owner, p.auth_schema, 'USAGE')),
            (2, 'SELECT on ' || p.auth_name, has_table_privilege(p.owner, p.auth, 'SELECT')),
            (3, 'USAGE on ' || p.app_place, has_schema_privilege(p.owner, p.app_schema, 'USAGE')),
            (4, 'CREATE on ' || p.app_place, p.is_super OR has_schema_privilege(p.owner, p.app_schema, 'CREATE')),
            (5, 'SELECT on ' || p.app_name, has_table_privilege(p.owner, p.app, 'SELECT')),
            (6, 'INSERT on ' || p.app_name, has_table_privilege(p.owner, p.app, 'INSERT')),
            (7, 'UPDATE on ' || p.app_name, has_table_privilege(p.owner, p.app, 'UPDATE'))
    """
  }
}
