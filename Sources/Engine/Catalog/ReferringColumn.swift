package import PostgresDriver

/// A column of another table, or the columns of one foreign key, whose values name rows of the target.
package struct ReferringColumn: Sendable {
  /// How it is known that the column refers to clients.
  package enum Origin: Equatable, Sendable {
    /// `onDelete` is what PostgreSQL does to the referring row: `no action`, `restrict`, `cascade`,
    /// `set null` or `set default`.
    case foreignKey(name: String, onDelete: String)
    /// `SYNCTOOL_REFERENCES` names it.
    case settings
  }

  /// Why the rows cannot be looked at.
  package enum Problem: Equatable, Sendable {
    case noTable
    case noColumn
    /// Its table has no schema and may be several; `candidates` are the column's names that distinguish them.
    case ambiguous(problem: String, candidates: String)
    /// Its type is one whose values cannot be recognised as a client's id.
    case noID(type: String)
    /// This role may not read the table.
    case notReadable
    /// PostgreSQL refused to count: its own words, without data.
    case refused(String)
  }

  /// How a column is compared with the column of the target that it refers to.
  enum Equality: Equatable, Sendable {
    /// By an operator, qualified with its schema.
    case by(operator: SQL)
    /// Types of different kinds: by their text.
    case text
    /// The column holds an array of such texts.
    case member
  }

  /// A referring column and the column of the target whose values it holds.
  package struct Pair: Equatable, Sendable {
    package var column: String
    var target: String
    var equality: Equality
  }

  package var origin: Origin
  package var schema: String
  package var table: String
  /// At least one; more for a foreign key of several columns.
  package var pairs: [Pair]
  /// nil when the rows can be looked at.
  package var problem: Problem?
  /// True when row-level security hides rows from this role.
  package var isPartial: Bool

  /// `schema.table.column`, for messages.
  var path: String { "\(schema).\(table).\(pairs.map(\.column).joined(separator: ", "))" }

  /// The table's name with its schema.
  package var sql: SQL { "\(identifier: schema).\(identifier: table)" }

  /// True, under any search path, when the row with the alias `row` refers to the target's row with the
  /// alias `target`.
  package func refers(_ row: SQL, to target: SQL) -> SQL {
    pairs.map { (pair) -> SQL in
      let own: SQL = "\(row).\(identifier: pair.column)"
      let other: SQL = "\(target).\(identifier: pair.target)"
      switch pair.equality {
      case .by(let name): return "\(other) OPERATOR(\(name)) \(own)"
      case .text:
        return "\(other)::pg_catalog.text OPERATOR(pg_catalog.=) \(own)::pg_catalog.text"
      case .member:
        return
          "\(other)::pg_catalog.text OPERATOR(pg_catalog.=) ANY (\(own)::pg_catalog.text[])"
      }
    }
    .joined(separator: " AND ")
  }
}
