internal import PostgresDriver

/// Whether the target's table keeps clients distinct: the id is how an update finds its row, the
/// email how a record does.
package struct KeyFitness {
  private let table: TargetTable

  package init(_ table: TargetTable) { self.table = table }

  /// The id must be unique as `=` compares ids; `subject` is what the line calls the column.
  package func idLine(_ column: String, _ subject: String = "id column") -> CheckLine {
    line(column, subject) { $0.isPlain && $0.forbidsRepeats(in: column) }
  }

  /// No email may be in two rows; each plan looks for two spellings of one.
  package func emailLine(_ column: String) -> CheckLine {
    line(column, "unique index") { $0.forbidsRepeats(in: column) }
  }

  private func line(
    _ column: String, _ subject: String, _ serves: (TargetIndex) -> Bool
  ) -> CheckLine {
    guard let found = table.column(column) else {
      return .fault(subject, "the column \"\(column)\" does not exist", CheckLine.mappingHint)
    }
    let name = SQL(identifier: column)
    guard !found.nullable else {
      return .fault(
        subject, "column \"\(column)\" takes NULL",
        "run: ALTER TABLE \(table.sql) ALTER \(name) SET NOT NULL")
    }
    let indexes = table.indexes.filter { $0.covers(column) }
    if let index = indexes.first(where: { $0.isPlain && serves($0) })
      ?? indexes.first(where: serves)
    {
      let keys = index.isPlain ? "" : " by the index \"\(index.name)\" on \(index.keys)"
      return .ok(subject, "column \"\(column)\" is unique\(keys)")
    }
    let near = indexes.map { "; the index \"\($0.name)\" \($0.shortcoming)" }.joined()
    return .fault(
      subject, "column \"\(column)\" has no valid unique index of its own\(near)",
      remedy(column, indexes))
  }

  /// Never an index that would forbid what the application intends.
  private func remedy(_ column: String, _ indexes: [TargetIndex]) -> String {
    let name = SQL(identifier: column)
    if indexes.contains(where: \.meansRepeats) {
      return
        "a value of \"\(column)\" may be in several rows here, and a sync cannot tell which one"
        + " is meant: set SYNCTOOL_TABLE to a table with one row a client, such as one of each tenant"
    }
    if let broken = indexes.first(where: { $0.isUnique && !$0.isValid }) {
      let index: SQL = "\(identifier: table.schema).\(identifier: broken.name)"
      return "run: REINDEX INDEX \(index)"
    }
    // What an index on an expression is for is unknown.
    let condition =
      indexes.contains(where: \.isUnique)
      ? "if no two rows should have the same value of \"\(column)\", " : ""
    return "\(condition)run: CREATE UNIQUE INDEX ON \(table.sql) (\(name))"
  }
}
