internal import PostgresDriver

/// Makes the plan of what is staged, with one snapshot of the target.
struct Planner {
  private let tables: PlanTables
  private let rules: PlanRules
  private let wantsDigest: Bool
  private let wantsRows: Bool

  /// `wantsRows` asks for the number of the target's rows too.
  init(_ tables: PlanTables, _ rules: PlanRules, wantsDigest: Bool, wantsRows: Bool) {
    self.tables = tables
    self.rules = rules
    self.wantsDigest = wantsDigest
    self.wantsRows = wantsRows
  }

  /// Fills the plan's table; the arguments are what the stager counted.
  ///
  /// Throws `TransactionError`; nothing but temporary tables is written.
  func plan(
    read: Int, rejected: Int, mayHaveTwins: Bool, on connection: inout PostgresConnection
  ) throws -> PlanSummary {
    let begin = PostgresStatement(
      "begin the plan", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    return try connection.transaction(begin) { connection in
      let moment = try PlanMoment(on: &connection)
      let (counts, contested) = try Classifier(tables, rules).classify(
        read: read, rejected: rejected, mayHaveTwins: mayHaveTwins, on: &connection)
      return PlanSummary(
        counts: counts, contested: contested,
        digest: wantsDigest ? try PlanDigest.compute(tables, rules, on: &connection) : nil,
        moment: moment, rows: wantsRows ? try rows(on: &connection) : 0)
    }
  }

  private func rows(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    let question = PostgresStatement("count the rows", "SELECT count(*) FROM \(tables.table.sql)")
    return try connection.query(question) { (result) throws(PostgresError) in
      Int(try result.int64(0, 0))
    }
  }
}
