/// One SQL statement, its bound values, and the short name by which errors speak of it.
package struct PostgresStatement: Sendable {
  /// Names the step for an operator, as in `stage rows`; never holds data.
  package var name: String
  package var sql: String
  package var parameters: [PostgresParameter]

  package init(_ name: String, _ sql: String, _ parameters: [PostgresParameter] = []) {
    self.name = name
    self.sql = sql
    self.parameters = parameters
  }
}
