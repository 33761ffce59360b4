internal import Basics
package import PostgresDriver

/// Stops a run before its first write when its plan writes more rows than it may.
package struct Guard: Sendable {
  /// For each action as many rows as the option `--max-ACTIONs` allows; for the others any number.
  private let limits: [Action: ChangeLimit]

  init(_ limits: [Action: ChangeLimit]) { self.limits = limits }

  /// True when the guard must know how many rows the target has.
  var needsRowCount: Bool {
    limits.values.contains { if case .percent = $0 { true } else { false } }
  }

  /// How many rows the table has; 0 unless requested.
  package static func rows(
    of table: TargetTable, _ request: PlanRequest, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    guard request.rows else { return 0 }
    return Int(
      try connection.int64(
        PostgresStatement("count the rows", "SELECT count(*) FROM \(table.sql)")))
  }

  /// Why the plan is stopped; nil when it may be carried out. `rows` are the target's.
  func stop(_ counts: Tally, rows: Int) -> SyncFailure? {
    for action in Action.listed {
      guard let limit = limits[action],
        let allowed = limit.allowance(exceededBy: counts[action], of: rows, "rows")
      else { continue }
      let number = NumberText.counted(counts[action], action.rawValue)
      return SyncFailure(
        .stopped, .plan,
        "the plan has \(number), --max-\(action.rawValue)s allows \(allowed)",
        hint: "review the plan; if it is right, raise the limit")
    }
    return nil
  }
}

/// What a plan must provide besides its counts.
package struct PlanRequest: Sendable {
  package var digest = false
  /// The number of target rows.
  var rows = false
  /// A row of the plan for every entry, because somebody reads all of them.
  package var entries = false
}
