internal import PostgresDriver

/// The part of the journal that `init --links` alone makes: which row is which document's.
///
/// Its steps have numbers of their own in `synctool.migrations`, greater than those of the journal itself: where the
/// greatest there is one of them, links are kept. A tool that does not know them takes the journal for a newer one.
package enum LinkSchema {
  /// What its steps are counted from.
  static let base = 1000

  /// The version that this tool reads and writes: the number of steps.
  package static let version = steps.count

  /// The steps in order, starting with number 1.
  static let steps = [links]

  /// The names of its tables, as SQL.
  static let tables: SQL = "'link_sets', 'links'"

  /// The names of all tables that a journal may have.
  static let allTables: SQL = "\(JournalSchema.tables), \(tables)"

  /// Its columns, as `JournalSchema.parts`.
  static let parts = JournalSchema.rows([
    (base + 1, "link_sets", "id integer, table_schema text, table_name text, source text"),
    (
      base + 1, "links",
      "link_set integer, source_id bytea, target_id text, spare boolean, run bigint"
    ),
  ])

  /// What a run needs besides to read the tables.
  static let needs = [("link_sets", ["INSERT"]), ("links", ["INSERT", "UPDATE"])]

  /// The number of the set stands for three texts that every link would have else: 137 MB to 58 for half a million. No
  /// foreign key to the rows: a deleted one must stay explainable, and ids have other types in other tables. No index on
  /// the rows: their order has nothing to do with that of the documents, and a million links would take 3 s longer to
  /// write; who owns a row is found by a look at all links, 0.2 s of a million, and `LinkRecorder.check` sees to it that
  /// a row has one owner.
  private static let links: SQL = """
    CREATE TABLE synctool.link_sets (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      table_schema text NOT NULL,
      table_name text NOT NULL,
      source text NOT NULL,
      UNIQUE (table_schema, table_name, source)
    );
    COMMENT ON TABLE synctool.link_sets IS
      'one row for each collection and table that were ever linked';
    COMMENT ON COLUMN synctool.link_sets.source IS
      'database.collection, without a host';
    CREATE TABLE synctool.links (
      link_set integer NOT NULL,
      source_id bytea NOT NULL,
      target_id text NOT NULL,
      spare boolean NOT NULL DEFAULT false,
      run bigint NOT NULL,
      PRIMARY KEY (link_set, source_id)
    );
    COMMENT ON TABLE synctool.links IS
      'one row a document that is known to be a row of the table';
    COMMENT ON COLUMN synctool.links.source_id IS
      'the _id: the BSON type, then the value';
    COMMENT ON COLUMN synctool.links.spare IS
      'true for a duplicate that lost: it knows the row and does not own it';
    COMMENT ON COLUMN synctool.links.run IS
      'the run that made the link or moved it';
    \(JournalSchema.grants(of: "synctool.runs", to: ["synctool.link_sets", "synctool.links"]))
    """
}
