internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

extension PlanTables {
  /// The same tables with the target as it is now, if what the run believes of it still holds: `state` is its
  /// state, read while it is locked; `moment` is that of the plan, if one exists already.
  ///
  /// Throws `SyncFailure` for what makes it unfit or removes what the plan relies on, and
  /// `PostgresError`. Other alterations do not matter.
  func confirmed(
    _ state: String?, since moment: PlanMoment? = nil, on connection: inout PostgresConnection
  ) throws -> PlanTables {
    var tables = self
    if let moment { tables.table = moment.table }
    let table = tables.table
    if state == table.state { return tables }
    let found = try TableState.read(table, on: &connection)
    let fitness = TableFitness(mapping: mapping, table: found)
    let lines =
      found.lines(dryRun: dryRun, fitness.lines)
      + TableChange(mapping: mapping, old: table, new: found, isPlanned: moment != nil)
      .lines(layout, fitness.layout(match: layout.match, only: layout.only))
    if let failure = TableState.unfitness(lines) { throw failure }
    tables.table = found
    return tables
  }

  /// The state of the table of this name, as a scalar subquery.
  var state: SQL { TableState.sql(schema: table.schema, name: table.name) }
}
