package import Engine
package import PostgresDriver
package import Records

/// What `identities install` puts into the database, as a value: the script is made of it, and what is
/// installed is compared with it.
package struct InstallScript: Sendable {
  /// One of the two tables, and its columns as PostgreSQL stores the names.
  package struct Side: Sendable {
    package var table: QualifiedName
    package var id: String
    package var email: String

    package init(table: QualifiedName, id: String, email: String) {
      (self.table, self.id, self.email) = (table, id, email)
    }

    /// The table's name with its schema.
    var sql: SQL { "\(identifier: table.effectiveSchema).\(identifier: table.name)" }

    /// The id of the row that `row` names.
    func id(of row: SQL) -> SQL { "\(row).\(identifier: id)" }

    /// The email of the row that `row` names.
    func email(of row: SQL) -> SQL { "\(row).\(identifier: email)" }
  }

  package var auth: Side
  package var app: Side
  package var match: MatchRule
  /// A column of the auth table that is not null for users who do not count; nil when all do.
  package var deleted: String?
  /// What a created row gets beside its id and its email.
  package var values: [InstallValue] = []
  /// Columns that hold ids of the application's rows without a foreign key.
  package var references: [NamedReference] = []
  /// The role that owns the application's table: the functions work with its rights.
  package var owner: String
  /// The tool's version.
  package var version: String
  /// True for a server whose views can ask for the rights of whoever reads them: 15 and newer.
  package var hasSecurityInvoker: Bool

  package init(
    auth: Side, app: Side, match: MatchRule, owner: String, version: String,
    hasSecurityInvoker: Bool
  ) {
    (self.auth, self.app, self.match) = (auth, app, match)
    (self.owner, self.version, self.hasSecurityInvoker) = (owner, version, hasSecurityInvoker)
  }
}

extension InstallScript {
  /// The statements, for one transaction, whatever the session's search path is; run again they change nothing.
  package var sql: SQL {
    """
    SET LOCAL search_path = pg_catalog, pg_temp;
    \(guarding)
    CREATE TABLE IF NOT EXISTS \(Self.faults) (
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      auth_id text,
      email_key text COLLATE "C",
      sqlstate text,
      reason text NOT NULL
    );
    GRANT USAGE ON SCHEMA synctool TO \(identifier: owner);
    GRANT SELECT, INSERT, DELETE ON \(Self.faults) TO \(identifier: owner);
    \(viewSQL)
    \(fixSQL)
    \(signUpSQL)
    CREATE OR REPLACE TRIGGER \(Self.triggerName)
      AFTER INSERT OR UPDATE OF \(identifier: auth.email) ON \(auth.sql)
      FOR EACH ROW EXECUTE FUNCTION \(signUpFunction)();
    ALTER VIEW \(view) OWNER TO \(identifier: owner);
    ALTER FUNCTION \(fixFunction)(text, boolean) OWNER TO \(identifier: owner);
    ALTER FUNCTION \(signUpFunction)() OWNER TO \(identifier: owner);
    \(revoking)
    \(comments)

    """
  }

  /// The same for whoever runs it by psql.
  package var script: SQL { Self.script(sql) }

  /// Statements with their transaction.
  static func script(_ statements: SQL) -> SQL { "BEGIN;\n\(statements)COMMIT;\n" }

  /// The table of the sign-ups that could not be aligned.
  static let faults: SQL = "synctool.identity_faults"
  static let triggerName: SQL = "synctool_align"
  /// How the comment of everything that was installed begins.
  static let mark = JournalSchema.mark

  /// The view of the application's schema.
  var view: SQL { "\(schema).user_sync_status" }
  /// The function that aligns one person, and the trigger's, without what they take.
  var fixFunction: SQL { "\(schema).fix_user_id_mismatch" }
  var signUpFunction: SQL { "\(schema).sync_auth_user_to_app_users" }
  private var schema: SQL { SQL(identifier: app.table.effectiveSchema) }

  /// True, as SQL, for a row of the auth table that counts.
  func counts(_ row: SQL) -> SQL {
    deleted.map { "\(row).\(identifier: $0) IS NULL" } ?? "true"
  }

  /// The key of a side's email, as SQL; NULL without one.
  func key(_ side: Side, of row: SQL) -> SQL {
    "nullif(\(match.key(of: side.email(of: row))), '')"
  }

  /// True, as SQL, for a row with the key that a variable holds; an index on the key finds it.
  func has(_ key: SQL, _ side: Side, _ row: SQL) -> SQL {
    "\(match.key(of: side.email(of: row))) = \(key)"
  }

  /// True, as SQL, for a user and a row with one key; an index on either finds the other. What cannot be an email is nobody's.
  func share(_ user: SQL, _ row: SQL) -> SQL {
    let key = match.key(of: app.email(of: row))
    return "\(match.key(of: auth.email(of: user))) = \(key) AND \(EmailKey.isEmail(key))"
  }

  /// The statement that gives the auth row that `row` names a row of the application.
  ///
  /// Its id may be an identity column's, which this user already has.
  func creating(from row: SQL) -> SQL {
    let columns = [app.id, app.email] + values.map(\.column)
    let given =
      [auth.id(of: row), MatchRule.trimmed(auth.email(of: row))] + values.map { $0.sql(of: row) }
    return """
      INSERT INTO \(app.sql) (\(columns.map(SQL.init(identifier:)))) OVERRIDING SYSTEM VALUE
          VALUES (\(given))
      """
  }
}
