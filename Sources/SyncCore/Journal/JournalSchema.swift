/// The journal's schema as numbered steps: a step that was released is never changed again.
package enum JournalSchema {
  /// The schema's name, which is not quoted anywhere.
  static let name = "synctool"

  /// The version that this tool reads and writes: the number of steps.
  package static let version = migrations.count

  /// The steps in their order, the first of them number 1.
  static let migrations = [runs, changes, rejections, places]

  private static let runs = """
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

  /// No foreign key and no index but a BRIN: a first run writes a row for every client there is.
  private static let changes = """
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

  private static let rejections = """
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

  private static let places = """
    ALTER TABLE synctool.rejections
      ADD COLUMN detail text, ADD COLUMN line bigint, ADD COLUMN byte bigint;
    COMMENT ON COLUMN synctool.rejections.detail IS
      'of a record whose text is broken: what is wrong with it';
    COMMENT ON COLUMN synctool.rejections.line IS
      'the line of the source''s text on which such a record begins';
    COMMENT ON COLUMN synctool.rejections.byte IS
      'where such a record begins, in bytes from the first one of the text';
    """
}
