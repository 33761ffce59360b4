internal import PostgresDriver

/// The journal's schema as numbered steps: a released step is never changed again.
package enum JournalSchema {
  /// The schema's name, which needs no quotes.
  package static let name = JournalProbe.schema

  /// How the comment begins of what the tool has made for others to use, beside the journal.
  package static let mark = "made by synctool "

  /// The version that this tool reads and writes: the number of steps.
  package static let version = migrations.count

  /// The steps in order, starting with number 1.
  static let migrations = [runs, changes, rejections, places, identities, subjects, documents]

  /// The names of the journal's tables, as SQL.
  static let tables = JournalProbe.tables

  /// The columns of a journal of this version, as rows: the step that made it, table, column, type.
  static let parts = rows([
    (1, "migrations", "version integer, applied_at timestamp with time zone, tool_version text"),
    (
      1, "runs",
      """
      id bigint, command text, status text, started_at timestamp with time zone, \
      finished_at timestamp with time zone, exit_code integer, table_schema text, \
      table_name text, lock_key bigint, source text, target text, options jsonb, counts jsonb, \
      plan_digest text, undoes bigint, host text, os_user text, database_user text, \
      tool_version text, error jsonb
      """
    ),
    (2, "changes", "run bigint, row_xmin xid, action text, key text, target_id text"),
    (2, "changes", "before jsonb, after jsonb"),
    (3, "rejections", "run bigint, action text, source_id bytea, key text, reason text"),
    (3, "rejections", "field text, winner_id bytea"),
    (4, "rejections", "detail text, line bigint, byte bigint"),
    (5, "runs", "table_oid oid, journal_oid oid, id_column text, key_column text"),
    (5, "runs", "time_column text, match_rule text, column_numbers jsonb"),
    (5, "changes", "before_xmin xid"),
    (6, "runs", "subject text, tenant text, batch bigint"),
    (6, "changes", "link_before jsonb, link_after jsonb"),
    (
      7, "document_changes",
      """
      run bigint, n bigint, system text, action text, key text, document_id bytea, before bytea, \
      after bytea, guard bytea, outcome text
      """
    ),
  ])

  /// The columns of tables as rows: the step that made each, its table, its name and its type.
  static func rows(_ tables: [(step: Int, table: String, columns: String)]) -> [SQL] {
    tables.flatMap { step, table, columns in
      columns.split(separator: ", ").map { column in
        let words = column.split(separator: " ", maxSplits: 1).map { SQL(literal: String($0)) }
        return "(\(step), \(literal: table), \(words))"
      }
    }
  }

  private static let runs: SQL = """
    CREATE TABLE synctool.runs (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      command text NOT NULL,
      status text NOT NULL DEFAULT 'running'
        CHECK (status IN ('running', 'done', 'failed', 'crashed')),
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished_at timestamptz,
      exit_code integer,
      table_schema text NOT NULL,
      table_name text NOT NULL,
      lock_key bigint NOT NULL,
      source text NOT NULL,
      target text NOT NULL,
      options jsonb NOT NULL,
      counts jsonb,
      plan_digest text,
      undoes bigint,
      host text NOT NULL,
      os_user text NOT NULL,
      database_user text NOT NULL DEFAULT session_user,
      tool_version text NOT NULL,
      error jsonb
    );
    COMMENT ON TABLE synctool.runs IS
      'one row a run; it says done exactly when the run''s writes are committed';
    CREATE INDEX runs_of_a_table ON synctool.runs (table_schema, table_name, id);
    CREATE INDEX undos_of_a_run ON synctool.runs (undoes) WHERE undoes IS NOT NULL;
    """

  /// No foreign key and no index but a BRIN: a first run writes a row for every client.
  private static let changes: SQL = """
    CREATE TABLE synctool.changes (
      run bigint NOT NULL,
      row_xmin xid NOT NULL,
      action text NOT NULL,
      key text COLLATE "C" NOT NULL,
      target_id text NOT NULL,
      before jsonb,
      after jsonb
    );
    COMMENT ON TABLE synctool.changes IS
      'one row a client that a run wrote; row_xmin is the xmin that the row had then';
    COMMENT ON COLUMN synctool.changes.before IS
      'the columns that differ from after, each as PostgreSQL writes it as text; null for a create';
    CREATE INDEX changes_of_a_run ON synctool.changes USING brin (run);
    """

  private static let rejections: SQL = """
    CREATE TABLE synctool.rejections (
      run bigint NOT NULL,
      action text NOT NULL,
      source_id bytea,
      key text COLLATE "C",
      reason text NOT NULL,
      field text,
      winner_id bytea
    );
    COMMENT ON TABLE synctool.rejections IS
      'one row a record that a run did not write';
    CREATE INDEX rejections_of_a_run ON synctool.rejections USING brin (run);
    """

  private static let places: SQL = """
    ALTER TABLE synctool.rejections
      ADD COLUMN detail text, ADD COLUMN line bigint, ADD COLUMN byte bigint;
    COMMENT ON COLUMN synctool.rejections.detail IS
      'of a record whose text is broken: what is wrong with it';
    COMMENT ON COLUMN synctool.rejections.line IS
      'the line of the source''s text on which such a record begins';
    COMMENT ON COLUMN synctool.rejections.byte IS
      'where such a record begins, in bytes from the first one of the text';
    """

  /// What a run was about, so that it can be undone whatever the settings say by then.
  ///
  /// Oids are valid in the database that assigned them: `journal_oid` differs where the journal was restored
  /// from a dump.
  private static let identities: SQL = """
    ALTER TABLE synctool.runs
      ADD COLUMN table_oid oid,
      ADD COLUMN journal_oid oid,
      ADD COLUMN id_column text,
      ADD COLUMN key_column text,
      ADD COLUMN time_column text,
      ADD COLUMN match_rule text,
      ADD COLUMN column_numbers jsonb;
    COMMENT ON COLUMN synctool.runs.column_numbers IS
      'the columns of the table by name, with the numbers that they keep when they are renamed';
    ALTER TABLE synctool.changes ADD COLUMN before_xmin xid;
    COMMENT ON COLUMN synctool.changes.before_xmin IS
      'the xmin that an updated row had before';
    """

  /// Room for runs that are about something other than one table, for one of many tenants, and for what is
  /// written beside a row's own columns.
  private static let subjects: SQL = """
    ALTER TABLE synctool.runs
      ALTER COLUMN table_schema DROP NOT NULL,
      ALTER COLUMN table_name DROP NOT NULL,
      ADD COLUMN subject text,
      ADD COLUMN tenant text,
      ADD COLUMN batch bigint,
      ADD CONSTRAINT runs_are_about_something
        CHECK (table_schema IS NOT NULL AND table_name IS NOT NULL OR subject IS NOT NULL);
    COMMENT ON COLUMN synctool.runs.subject IS
      'what a run was about that wrote to no one table';
    COMMENT ON COLUMN synctool.runs.batch IS
      'the run of many tenants that this one is a part of';
    ALTER TABLE synctool.changes ADD COLUMN link_before jsonb, ADD COLUMN link_after jsonb;
    COMMENT ON COLUMN synctool.changes.link_before IS
      'of the row''s link what differs from link_after; null where no link was written';
    """

  /// Who may write and read what runs have written may do so with documents, too.
  private static let documents: SQL = """
    CREATE TABLE synctool.document_changes (
      run bigint NOT NULL,
      n bigint NOT NULL,
      system text NOT NULL,
      action text NOT NULL,
      key text COLLATE "C",
      document_id bytea NOT NULL,
      before bytea,
      after bytea,
      guard bytea,
      outcome text NOT NULL DEFAULT 'planned'
        CHECK (outcome IN ('planned', 'written', 'missed', 'refused')),
      PRIMARY KEY (run, n)
    );
    COMMENT ON TABLE synctool.document_changes IS
      'one row a document that a run was to write, committed before the first of them was written';
    COMMENT ON COLUMN synctool.document_changes.document_id IS
      'the _id: the BSON type, then the value';
    COMMENT ON COLUMN synctool.document_changes.before IS
      'the touched fields as a BSON document; one that is missing was absent';
    COMMENT ON COLUMN synctool.document_changes.guard IS
      'further fields without which nothing was written';
    COMMENT ON COLUMN synctool.document_changes.outcome IS
      'planned: nobody knows, and of a run that ended it may be written';
    \(grants(of: "synctool.changes", to: ["synctool.document_changes"]))
    """

  /// Gives whoever may use one table of the journal the same rights on the others.
  static func grants(of table: SQL, to others: [SQL]) -> SQL {
    let grants: [SQL] = others.map { other in
      """
          EXECUTE format('GRANT %s ON \(other) TO %s%s', held.word, held.role,
            CASE WHEN held.passed_on THEN ' WITH GRANT OPTION' ELSE '' END);
      """
    }
    return """
      DO $$
      DECLARE held record;
      BEGIN
        FOR held IN
          SELECT a.privilege_type AS word, a.is_grantable AS passed_on,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS role
          FROM pg_class c, aclexplode(c.relacl) a
          WHERE c.oid = '\(table)'::regclass AND a.grantee <> c.relowner
        LOOP
      \(grants.joined(separator: "\n"))
        END LOOP;
      END
      $$;
      """
  }
}

extension PostgresError {
  /// What somebody has done to the journal's own tables, or put into them.
  static func journal(_ statement: String, _ message: String) -> PostgresError {
    PostgresError(
      kind: .server, statement: statement, message: message, schema: JournalSchema.name)
  }
}
