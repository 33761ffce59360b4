internal import PostgresDriver
internal import Records

/// The temporary table of an undo of documents: its plan.
enum DocumentUndoTables {
  /// Qualified, so that nothing in another schema can take its place.
  static let plan: SQL = "pg_temp.synctool_document_undo"

  /// `before` is what the run left, `after` what the document gets back, both as BSON documents of the touched fields;
  /// `source_id` is the `_id` as reports read it.
  static let temporary = TemporaryTables(
    "create the plan's table",
    [
      TemporaryTable(
        "synctool_document_undo",
        """
         (n int8 PRIMARY KEY, action text NOT NULL, reason text, field text, key text COLLATE "C",
          document_id bytea NOT NULL, source_id bytea, before bytea, after bytea)
        """)
    ], late: [])

  /// The plan as everybody reads it.
  static let relation = PlanRelation(
    table: plan, key: "p.key", target: "NULL::text", sourceID: "p.source_id",
    order: "p.key, p.n", firstBy: "p.n",
    values: DocumentChange.values("p.before", "p.after"))

  /// The documents of the plan, in a collection.
  static func writes(_ system: String, _ source: DocumentSource) -> DocumentWrites {
    DocumentWrites(
      system: system, source: source, number: "n", documentID: "p.document_id", before: "p.before",
      after: "p.after")
  }
}
