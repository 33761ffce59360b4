internal import PostgresDriver

/// Counts the plan's rows.
enum PlanCounts {
  /// `staged` records were read; those without a row in the plan are unchanged. nil means that each has
  /// one. `plan` is the plan's table, qualified.
  static func read(
    staged: Int?, of plan: String = PlanTables.plan,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Counts {
    let question = PostgresStatement(
      "count the plan", "SELECT action, count(*) FROM \(plan) GROUP BY action")
    return try connection.query(question) { (result) throws(PostgresError) -> Counts in
      var counts = Counts()
      for row in 0..<result.rowCount {
        let number = Int(try result.int64(row, 1))
        switch Action(rawValue: try result.string(row, 0)) {
        case .create: counts.create = number
        case .update: counts.update = number
        case .differs: counts.differs = number
        case .duplicate: counts.duplicate = number
        case .rejected: counts.rejected = number
        case .failed: counts.failed = number
        case .delete: counts.delete = number
        case .kept: counts.kept = number
        case nil: counts.orphan = number
        }
      }
      if let staged { counts.unchanged = staged - counts.read }
      return counts
    }
  }
}
