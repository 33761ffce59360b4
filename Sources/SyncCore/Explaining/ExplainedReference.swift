/// A column of another table that refers to clients, and how many of its rows refer to the ones shown.
package struct ExplainedReference: Sendable {
  package var schema: String
  package var table: String
  /// One column, or the several of one foreign key.
  package var columns: [String]
  /// The foreign key's name; nil for a column that the settings name.
  package var foreignKey: String?
  /// What PostgreSQL does to the rows when the client is deleted; nil without a foreign key.
  package var onDelete: String?
  /// The number of rows that refer to each of the target's rows, by its id; 0 is included.
  package var counts: [(id: String, rows: Int)]
  /// Why nothing could be counted, in words; nil when it could.
  package var problem: String?
  /// True when row-level security may hide rows from this role.
  package var isPartial: Bool
}
