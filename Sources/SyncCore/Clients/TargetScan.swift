internal import Engine
internal import PostgresDriver
internal import Records

/// Who tells whose the rows are.
enum RowOwnership {
  /// No row has an owner.
  case none
  /// The links, which PostgreSQL joins.
  case joined(LinkSet)
  /// A table of the owners by the rows' ids.
  case table(OwnerTable)
}

/// Reads target rows in the types of the stage.
struct TargetScan {
  private let statement: PostgresStatement
  private let valueCount: Int
  private let owners: RowOwnership
  private let hasOwners: Bool

  /// `condition` is SQL about the row `t`, and so is `unknown`, which says of which rows the tid is left out;
  /// nil stands for none, and the row's `place` stands for the tid. It reads at most `most` rows, or all.
  init(
    _ tables: PlanTables, _ owners: RowOwnership, where condition: SQL, unless unknown: SQL? = nil,
    by place: RowPlace = .tid, most: Int? = nil
  ) {
    let values = tables.columns.filter { $0.role == .data }
    let protected = tables.columns.first { $0.role == .protected }
    let email = tables.columns[0]
    let row = place.value(tables.id)
    let list: [SQL] =
      ([email] + values).map { $0.layout.form.staged($0.target) }
      + [
        unknown.map { "CASE WHEN NOT (\($0)) THEN \(row) END" } ?? row,
        protected?.target ?? "NULL::bool",
      ]
    let (owner, join): (SQL?, SQL) =
      switch owners {
      case .none: (nil, "")
      case .joined(let links):
        (
          "o.source_id",
          " LEFT JOIN \(links.rows) o ON o.target_id = t.\(tables.id)::text AND NOT o.spare"
        )
      case .table: ("t.\(tables.id)::text", "")
      }
    self.owners = owners
    hasOwners = owner != nil
    valueCount = values.count
    let limit: SQL = most.map { " LIMIT \($0)" } ?? ""
    statement = PostgresStatement(
      "read the rows",
      """
      COPY (SELECT \(list + [owner].compactMap(\.self)) FROM \(tables.table.sql) t\(join) WHERE \(condition)\(limit))
      TO STDOUT (FORMAT binary)
      """)
  }

  /// Lends the email (empty for NULL), the values as fields of a binary COPY, and the owner of one row after another,
  /// with `protected` and the tid, nil where it is left out.
  ///
  /// Throws what `body` throws, and `PostgresError`.
  /// - Parameter commits: ends the transaction with the last row.
  func forEach(
    on connection: inout PostgresConnection, commits: Bool = false,
    _ body: (Span<UInt8>, Span<UInt8>, RowOwner, Bool?, UInt64?) throws -> Void
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
            return try body(Span(), Span(), .nobody, protected, tid)
          }
          guard hasOwners else { return try body(email, values, .nobody, protected, tid) }
          let owner = row.withField(tidField + 2) { field -> RowOwner in self.owner(told: field) }
          try body(email, values, owner, protected, tid)
        }
      }
    }
  }

  /// By what the last field of a row says.
  private func owner(told field: Span<UInt8>?) -> RowOwner {
    guard let field else { return .nobody }
    if case .table(let owners) = owners { return owners.owner(ofRow: field) }
    return RowOwner(field)
  }
}
