package import PostgresDriver

/// The documents of one collection that a plan writes, by expressions over the rows `p` of the plan's table.
///
/// The rows to write are those whose action is `create` or `update`. Values are BSON: a document that has the touched
/// fields as its members, each under its name or its path (`profile.clientId`), so that types and bytes stay as they
/// are. A member that is missing stands for a field that the document lacks.
package struct DocumentWrites {
  /// `database.collection`, as the journal keeps it.
  package let system: String
  /// The collection; its URI says how a write is acknowledged.
  package let source: DocumentSource
  /// The column of the plan's table that numbers the rows to write: int8, unique, in the order of writing.
  let number: SQL
  /// The document's `_id`, as bytea: the BSON type and the value's bytes.
  let documentID: SQL
  /// What the touched fields hold, as a BSON document in bytea; NULL or empty where they are all absent.
  let before: SQL
  /// What they will hold.
  let after: SQL
  /// What further fields must still hold; NULL where there are none.
  let guards: SQL
  /// The names of further fields, each of which must be absent where `guards` lacks it.
  let guardNames: [String]

  package init(
    system: String, source: DocumentSource, number: SQL, documentID: SQL, before: SQL, after: SQL,
    guards: SQL = "NULL::bytea", guardNames: [String] = []
  ) {
    (self.system, self.source, self.number) = (system, source, number)
    (self.documentID, self.before, self.after) = (documentID, before, after)
    (self.guards, self.guardNames) = (guards, guardNames)
  }

  /// True for a row of the plan's table that is to be written.
  package static let isWritten: SQL = "p.action IN (\(Action.create), \(Action.update))"
}
