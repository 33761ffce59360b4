internal import Basics
internal import PostgresDriver

/// Stops a run before its first write when its plan writes more rows than it may.
struct Guard {
  /// For each action as many rows as the option `--max-ACTIONs` allows; for the others any number.
  let limits: [Action: ChangeLimit]

  /// Why the plan is stopped; nil when it may be carried out. Limits may be a share of `all`, or else of the
  /// table's rows.
  func stop(
    _ counts: Tally, of all: NamedCount? = nil, _ table: TargetTable,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    var whole = all ?? (name: "rows", number: 0)
    if all == nil { whole.number = try rows(of: table, on: &connection) }
    for action in Action.listed {
      guard let limit = limits[action],
        let allowed = limit.allowance(exceededBy: counts[action], of: whole.number, whole.name)
      else { continue }
      let number = NumberText.counted(counts[action], action.rawValue)
      return SyncFailure(
        .stopped, .plan,
        "the plan has \(number), --max-\(action.rawValue)s allows \(allowed)",
        hint: "review the plan; if it is right, raise the limit")
    }
    return nil
  }

  /// How many rows the table has; 0 where no limit is a share of them.
  private func rows(
    of table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    guard limits.values.contains(where: { if case .percent = $0 { true } else { false } }) else {
      return 0
    }
    return Int(
      try connection.int64(
        PostgresStatement("count the rows", "SELECT count(*) FROM \(table.sql)")))
  }
}
