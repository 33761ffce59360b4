internal import Engine
internal import PostgresDriver
internal import Records

/// The trigger that gives whoever registers a row of the application.
///
/// A sign-up never fails because of it, and never moves a row from one id to another: what it cannot do becomes a row
/// of `synctool.identity_faults`.
extension InstallScript {
  /// The trigger's function.
  var signUpSQL: SQL {
    Self.function(
      "\(signUpFunction)() RETURNS trigger", lockTimeout: Self.signUpTimeout, signUpBody)
  }

  /// Everything that may fail stands in the inner block: also the initial values of variables would fail outside of it.
  /// Columns have their table's alias before them, so that a name alone is a variable whatever a table's columns are
  /// called. No type of the application's is named there, since that would be looked up before the block begins.
  var signUpBody: SQL {
    """
    #variable_conflict use_variable
    DECLARE
      sign_up_key text;
      is_own boolean;
      fault text;
      written_before oid[];
      state text;
      culprit text;
    BEGIN
      BEGIN
        IF NOT (\(counts("NEW"))) THEN RETURN NULL; END IF;
        sign_up_key := \(key(auth, of: "NEW"));
        IF sign_up_key IS NULL THEN RETURN NULL; END IF;
        written_before := \(Self.writtenTables);
        \(alignment)
        \(settlement)
        IF fault IS NOT NULL THEN
          \(faultInsert("NULL", "fault"))
        END IF;
      -- A failed assertion is none of the others.
      EXCEPTION WHEN OTHERS OR assert_failure THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, culprit = CONSTRAINT_NAME;
        BEGIN
          \(faultInsert("state", "concat_ws(': ', 'refused', nullif(culprit, ''))"))
        EXCEPTION WHEN OTHERS OR assert_failure THEN
          RAISE WARNING 'synctool: a sign-up has no row of the application, SQLSTATE %', state;
        END;
      END;
      RETURN NULL;
    END
    """
  }

  /// By key first, then by id: an email in other letters must not double a person. What belongs to somebody else, or
  /// may do, is a fault; that another user of the same email has the row is none.
  private var alignment: SQL {
    """
    SELECT bool_or(\(app.id(of: "p")) = \(auth.id(of: "NEW"))) INTO is_own
        FROM \(app.sql) p WHERE \(has("sign_up_key", app, "p"));
        IF is_own THEN
          NULL;
        ELSIF NOT \(EmailKey.isEmail("sign_up_key")) THEN
          IF NOT EXISTS (SELECT FROM \(app.sql) p WHERE \(app.id(of: "p")) = \(auth.id(of: "NEW"))) THEN
            fault := 'email-invalid';
          END IF;
        ELSIF NOT is_own THEN
          SELECT CASE WHEN bool_or(\(key(auth, of: "a")) IS NOT DISTINCT FROM sign_up_key) THEN NULL
              WHEN count(*) > 0 THEN 'claimed-twice' ELSE 'mismatched' END INTO fault
          FROM \(app.sql) p JOIN \(auth.sql) a ON \(auth.id(of: "a")) = \(app.id(of: "p"))
          WHERE \(has("sign_up_key", app, "p")) AND \(counts("a"));
        ELSIF NOT EXISTS (SELECT FROM \(app.sql) p WHERE \(app.id(of: "p")) = \(auth.id(of: "NEW"))) THEN
          \(creating(from: "NEW"));
          IF NOT FOUND THEN fault := 'not-written'; END IF;
        ELSIF EXISTS (SELECT FROM \(app.sql) p JOIN \(auth.sql) a ON \(share("a", "p"))
            WHERE \(app.id(of: "p")) = \(auth.id(of: "NEW")) AND \(counts("a"))) THEN
          fault := 'claimed-twice';
        ELSE
          UPDATE \(app.sql) p SET \(identifier: app.email) = \(MatchRule.trimmed(auth.email(of: "NEW")))
          WHERE \(app.id(of: "p")) = \(auth.id(of: "NEW"));
          IF NOT FOUND THEN fault := 'not-written'; END IF;
        END IF;
    """
  }

  /// Deferred constraints are checked here: at COMMIT nobody could catch them. Those of the application's table, and of
  /// the tables that its triggers have written; what the sign-up itself wrote before is not looked at.
  ///
  /// One that stays immediate because another of its name cannot be deferred does no harm.
  private var settlement: SQL {
    """
    DECLARE
          all_of_them text;
          later text;
        BEGIN
          SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', '),
            string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ')
              FILTER (WHERE c.condeferred AND NOT EXISTS (SELECT FROM pg_constraint o
                WHERE o.connamespace = c.connamespace AND o.conname = c.conname AND NOT o.condeferrable))
            INTO all_of_them, later
          FROM pg_trigger t JOIN pg_constraint c ON c.oid = t.tgconstraint
            JOIN pg_namespace n ON n.oid = c.connamespace
          WHERE t.tgdeferrable AND (t.tgrelid = to_regclass(\(literal: app.sql.text))
            OR t.tginitdeferred AND t.tgrelid <> TG_RELID AND t.tgrelid = ANY (\(Self.writtenTables))
              AND t.tgrelid <> ALL (written_before));
          IF all_of_them IS NOT NULL THEN
            EXECUTE 'SET CONSTRAINTS ' || all_of_them || ' IMMEDIATE';
          END IF;
          IF later IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || later || ' DEFERRED'; END IF;
        END;
    """
  }

  /// The tables with constraints that wait for the COMMIT, to which this transaction has written; an array.
  private static let writtenTables: SQL = """
    ARRAY(SELECT DISTINCT t.tgrelid FROM pg_trigger t
          WHERE t.tginitdeferred AND pg_stat_get_xact_tuples_inserted(t.tgrelid)
            + pg_stat_get_xact_tuples_updated(t.tgrelid) + pg_stat_get_xact_tuples_deleted(t.tgrelid) > 0)
    """

  private func faultInsert(_ state: SQL, _ reason: SQL) -> SQL {
    """
    INSERT INTO \(Self.faults) (auth_id, email_key, sqlstate, reason)
          VALUES (\(auth.id(of: "NEW"))::text, sign_up_key, \(state), \(reason));
    """
  }
}
