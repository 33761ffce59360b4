internal import Engine
internal import PostgresDriver
internal import Records

/// Reads target rows in the types of the stage.
struct TargetScan {
  private let statement: PostgresStatement
  private let valueCount: Int
  private let hasOwners: Bool

  /// `condition` is SQL about the row `t`, and so is `unknown`, which says of which rows the tid is left out;
  /// nil stands for none. It reads at most `most` rows, or all.
  init(
    _ tables: PlanTables, where condition: SQL, unless unknown: SQL? = nil, most: Int? = nil
  ) {
    let values = tables.columns.filter { $0.role == .data }
    let protected = tables.columns.first { $0.role == .protected }
    let email = tables.columns[0]
    let list: [SQL] =
      ([email] + values).map { $0.layout.form.staged($0.target) }
      + [
        unknown.map { "CASE WHEN NOT (\($0)) THEN t.ctid END" } ?? "t.ctid",
        protected?.target ?? "NULL::bool",
      ] + (tables.links == nil ? [] : ["o.source_id"])
    let owners: SQL =
      tables.links.map {
        " LEFT JOIN \($0.rows) o ON o.target_id = t.\(tables.id)::text AND NOT o.spare"
      } ?? ""
    hasOwners = tables.links != nil
    valueCount = values.count
    let limit: SQL = most.map { " LIMIT \($0)" } ?? ""
    statement = PostgresStatement(
      "read the rows",
      """
      COPY (SELECT \(list) FROM \(tables.table.sql) t\(owners) WHERE \(condition)\(limit))
      TO STDOUT (FORMAT binary)
      """)
  }

  /// Lends the email (empty for NULL), the values as fields of a binary COPY, and the owner's `_id` (empty without one) of one
  /// row after another, with `protected` and the tid, nil where it is left out.
  ///
  /// Throws what `body` throws, and `PostgresError`.
  /// - Parameter commits: ends the transaction with the last row.
  func forEach(
    on connection: inout PostgresConnection, commits: Bool = false,
    _ body: (Span<UInt8>, Span<UInt8>, Span<UInt8>, Bool?, UInt64?) throws -> Void
  ) throws {
    let tidField = valueCount + 1
    try connection.copyOut(statement, commits: commits) { row in
      let tid = row.withField(tidField) { bytes in
        guard let bytes else { return nil as UInt64? }
        return bytes.indices.reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
      }
      let protected = try row.bool(tidField + 1)
      try row.withField(0) { email in
        try row.withFields(after: 0, before: tidField) { values in
          guard let email, let values else {
            return try body(Span(), Span(), Span(), protected, tid)
          }
          guard hasOwners else { return try body(email, values, Span(), protected, tid) }
          try row.withField(tidField + 2) { owner in
            guard let owner else { return try body(email, values, Span(), protected, tid) }
            try body(email, values, owner, protected, tid)
          }
        }
      }
    }
  }
}
