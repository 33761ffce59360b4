internal import Engine
internal import PostgresDriver
internal import Records

/// The function that aligns one person, for those who work in the database.
///
/// It does what a fix without `--prefer` does: a row whose id or email is another user's is never moved, so that the
/// new id is always free and nothing has to be parked.
extension InstallScript {
  /// The function. Without `apply` it tells what it would do.
  var fixSQL: SQL {
    Self.function(
      "\(fixFunction)(email text, apply boolean DEFAULT false) RETURNS jsonb",
      lockTimeout: Self.fixTimeout, fixBody)
  }

  /// What it does.
  var fixBody: SQL {
    """
    #variable_conflict use_variable
    DECLARE
      person_key text := nullif(\(match.key(of: "$1")), '');
      is_real boolean := coalesce($2, false);
      person record;
      own record;
      users bigint;
      own_rows bigint;
      pairs bigint;
      holders record;
      status text;
      done text;
      touched jsonb;
      behind text;
    BEGIN
      \(holderSearch)
      IF is_real THEN EXECUTE 'LOCK TABLE ' || holders.tables || ' IN SHARE ROW EXCLUSIVE MODE'; END IF;
      \(personSearch)
      status := \(verdict);
      done := CASE status WHEN 'mismatched' THEN 'update' WHEN 'email-differs' THEN 'update'
        WHEN 'missing' THEN 'create' WHEN 'synced' THEN 'none' ELSE 'reject' END;
      IF status = 'mismatched' THEN
        EXECUTE CASE WHEN is_real THEN holders.change ELSE holders.count END
        INTO touched USING own.id::text, \(auth.id(of: "person"))::text;
      END IF;
      IF is_real THEN
        \(carryingOut)
      END IF;
      RETURN jsonb_build_object('email', $1, 'status', status, 'action', done, 'applied',
        is_real AND done IN ('update', 'create'), 'auth_id', \(auth.id(of: "person"))::text, 'app_id', own.id::text,
        'tables', coalesce(touched, '[]'));
    END
    """
  }

  /// The user and the row of the email; of several users the one who has the row.
  private var personSearch: SQL {
    """
    SELECT count(*) INTO users FROM \(auth.sql) a WHERE \(has("person_key", auth, "a")) AND \(counts("a"));
      SELECT a.* INTO person FROM \(auth.sql) a
      WHERE \(has("person_key", auth, "a")) AND \(counts("a"))
      ORDER BY EXISTS (SELECT FROM \(app.sql) p WHERE \(app.id(of: "p")) = \(auth.id(of: "a"))
        AND \(has("person_key", app, "p"))) DESC LIMIT 1;
      SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM \(auth.sql) a
          WHERE \(auth.id(of: "a")) = \(app.id(of: "p")) AND \(has("person_key", auth, "a")) AND \(counts("a"))))
        INTO own_rows, pairs FROM \(app.sql) p WHERE \(has("person_key", app, "p"));
      SELECT \(app.id(of: "p")) AS id INTO own FROM \(app.sql) p
      WHERE \(has("person_key", app, "p"))
        OR own_rows = 0 AND \(app.id(of: "p")) = \(auth.id(of: "person"))
      ORDER BY \(app.id(of: "p")) = \(auth.id(of: "person")) DESC NULLS LAST LIMIT 1;
    """
  }

  /// The class of the person, as `status` names it.
  private var verdict: SQL {
    """
    CASE
        WHEN person_key IS NULL THEN 'email-missing'
        WHEN users = 0 THEN CASE own_rows WHEN 0 THEN 'unknown' ELSE 'orphan' END
        WHEN NOT \(EmailKey.isEmail("person_key")) THEN 'email-invalid'
        WHEN own_rows > greatest(pairs, 1) THEN 'ambiguous'
        WHEN own_rows > 0 AND own.id = \(auth.id(of: "person")) THEN 'synced'
        WHEN users > 1 THEN 'ambiguous'
        WHEN EXISTS (SELECT FROM \(auth.sql) a WHERE \(auth.id(of: "a")) = own.id AND \(counts("a"))
            AND own_rows = 1)
          OR EXISTS (SELECT FROM \(app.sql) q JOIN \(auth.sql) a ON \(share("a", "q"))
            WHERE \(app.id(of: "q")) = \(auth.id(of: "person")) AND \(counts("a"))) THEN 'claimed-twice'
        WHEN own_rows = 1 AND EXISTS (SELECT FROM \(app.sql) q
          WHERE \(app.id(of: "q")) = \(auth.id(of: "person"))) THEN 'id-taken'
        -- Of those who count none has the id: an email that was given out again gives nobody another one's row.
        WHEN own_rows = 1 AND EXISTS (SELECT FROM \(auth.sql) a WHERE \(auth.id(of: "a")) = own.id) THEN 'key-occupied'
        WHEN own_rows = 1 THEN 'mismatched'
        WHEN own.id IS NOT NULL THEN 'email-differs'
        ELSE 'missing' END
    """
  }

  /// What is not a change of ids; then the look at what was done, since a trigger may have kept it from being done.
  private var carryingOut: SQL {
    """
    IF status = 'email-differs' THEN
          UPDATE \(app.sql) p SET \(identifier: app.email) = \(MatchRule.trimmed(auth.email(of: "person")))
          WHERE \(app.id(of: "p")) = \(auth.id(of: "person"));
        ELSIF status = 'missing' THEN
          \(creating(from: "person"));
        END IF;
        IF done IN ('update', 'create', 'none') THEN
          IF NOT EXISTS (SELECT FROM \(app.sql) p WHERE \(app.id(of: "p")) = \(auth.id(of: "person"))
              AND \(has("person_key", app, "p"))) THEN
            RAISE EXCEPTION 'a trigger of the application''s table keeps this person from being aligned';
          END IF;
          IF status = 'mismatched' THEN
            EXECUTE format('SELECT string_agg(x.rows ->> ''table'', '', '') FROM jsonb_array_elements((%s)) x (rows)
              WHERE x.rows ->> ''rows'' <> ''0''', holders.count)
            INTO behind USING own.id::text, \(auth.id(of: "person"))::text;
            IF behind IS NOT NULL THEN
              RAISE EXCEPTION 'a trigger of % keeps rows that refer to this person', behind;
            END IF;
          END IF;
          BEGIN
            DELETE FROM \(Self.faults) f WHERE f.auth_id = \(auth.id(of: "person"))::text;
          EXCEPTION WHEN undefined_table OR invalid_schema_name THEN NULL;
          END;
        END IF;
    """
  }
}
