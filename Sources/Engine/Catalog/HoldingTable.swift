package import PostgresDriver

/// A table with columns that hold ids of another table's rows: the other table itself, or one that refers to it,
/// however many tables are between them.
package struct HoldingTable: Equatable, Sendable {
  /// One such column.
  package struct Column: Equatable, Sendable {
    /// As PostgreSQL stores the name.
    package let name: String
    /// The column's type, or the one beneath its domain, qualified and without modifiers: a cast to it cuts nothing.
    let type: SQL
    /// How an id is written so that it can be compared with the column, and an index on it be used.
    let comparison: Comparison
    /// The leaves of a partitioned table in which it holds ids, as an array of oids; nil for every row.
    let parts: SQL?
    /// True when an index finds the rows of an id.
    package let isIndexed: Bool
    /// True when a foreign key that is checked at once wants its values in a table that holds no such ids: none can be
    /// parked outside of that, not even for a moment.
    let isPinned: Bool
  }

  /// What an id is made into before it is compared with a column.
  enum Comparison: Equatable, Sendable {
    case asIs
    /// A number of any size.
    case number
    /// A text under the column's collation.
    case text(collation: SQL)
  }

  package let oid: Int64
  package let schema: String
  package let name: String
  /// How many rows PostgreSQL takes it to have, with its partitions; -1 before it ever looked.
  package let rows: Int64
  /// True where triggers may keep a row as it is, or change what it gets.
  let hasTriggers: Bool
  /// In the order of the table; at least one.
  package var columns: [Column]

  /// The name with its schema.
  package var sql: SQL { "\(identifier: schema).\(identifier: name)" }

  /// The same for people.
  package var path: String { "\(schema).\(name)" }

  /// A column for people, as the settings would name it.
  package func path(of column: Column) -> String {
    NamedReference(table: QualifiedName(schema: schema, name: name), column: column.name).text
  }
}
