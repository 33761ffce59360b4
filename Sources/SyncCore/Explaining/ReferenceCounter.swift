internal import Engine
internal import PostgresDriver

/// Counts the rows of other tables that refer to rows of the target.
struct ReferenceCounter {
  let table: TargetTable
  /// The name of the target's id column.
  let id: String

  /// One statement per column, however many ids; ids are PostgreSQL's text of them.
  ///
  /// A failed count says why: the refusal of one table hides nothing of the others.
  func references(
    _ columns: [ReferringColumn], ids: [String], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ExplainedReference] {
    var references: [ExplainedReference] = []
    for column in columns {
      var problem = column.problem
      var counts: [String: Int] = [:]
      if problem == nil, !ids.isEmpty {
        do throws(PostgresError) {
          counts = try self.counts(column, ids: ids, on: &connection)
        } catch {
          guard error.kind == .server else { throw error }
          problem =
            error.sqlState == .insufficientPrivilege ? .notReadable : .refused(error.message)
        }
      }
      references.append(reference(column, problem, ids.map { ($0, counts[$0] ?? 0) }))
    }
    return references
  }

  private func reference(
    _ column: ReferringColumn, _ problem: ReferringColumn.Problem?,
    _ counts: [(id: String, rows: Int)]
  ) -> ExplainedReference {
    var reference = ExplainedReference(
      schema: column.schema, table: column.table, columns: column.pairs.map(\.column),
      counts: problem == nil ? counts : [], problem: problem.map(Self.words),
      isPartial: column.isPartial)
    if case .foreignKey(let name, let onDelete) = column.origin {
      (reference.foreignKey, reference.onDelete) = (name, onDelete)
    }
    return reference
  }

  private static func words(_ problem: ReferringColumn.Problem) -> String {
    switch problem {
    case .noTable: "the table does not exist"
    case .noColumn: "the table has no such column"
    case .ambiguous(let problem, let candidates): "\(problem); name \(candidates)"
    case .noID(let type): "values of type \(type) cannot be compared with ids"
    case .notReadable: "this role may not read it"
    case .refused(let message): message
    }
  }

  /// By the id; rows that nothing refers to are left out.
  private func counts(
    _ column: ReferringColumn, ids: [String], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String: Int] {
    let name: SQL = "t.\(identifier: id)"
    let type = table.column(id)?.baseSQL ?? "bigint"
    let question = PostgresStatement(
      "count the rows that refer to clients",
      """
      SELECT \(name)::text, count(*) FROM \(table.sql) t
        JOIN \(column.sql) r ON \(column.refers("r", to: "t"))
      WHERE \(name) = ANY ($1::text[]::\(type)[]) GROUP BY \(name)
      """, [.texts(ids)])
    let counts = try connection.rows(question) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), Int(try result.int64(row, 1)))
    }
    return Dictionary(counts) { $1 }
  }
}
