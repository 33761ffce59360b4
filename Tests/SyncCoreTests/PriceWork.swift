import Basics
import PostgresDriver
import Records

@testable import Engine

/// A capability as small as one can be: takes the prices of a table of offers over into a table of goods.
struct PriceWork: Work {
  static let plansUnderLock = false
  static let needsJournal = false
  static let kind = RunKind(
    command: "reprice", title: "Repricing",
    fates: [.init(.update, "has another price"), .init(.rejected, "is not among the goods")],
    problems: [.rejected], comparesSource: false, showsBefore: false, reach: .table,
    canBeUndone: true)
  private static let table = TemporaryTable(
    "toy_plan",
    " (action text, reason text, field text, key text, id int8, old numeric, new numeric)")

  /// What it is about: the goods, each told by its name.
  struct Goods: RunSubject {
    let client: JournaledTable
  }

  let schema: String
  let dryRun: Bool
  let limits: [Action: ChangeLimit]
  let overwrites = true

  func source(of subject: Goods?) -> (name: String, isFinal: Bool) { ("\(schema).offers", true) }

  func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    guard let table = try TableReader.read(schema: schema, name: "goods", on: &connection) else {
      return ([], nil, .absent)
    }
    let journal = try JournalCheck(table, dryRun: dryRun, on: &connection)
    return ([journal.line], table, journal.state)
  }

  func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) -> Goods {
    Goods(
      client: JournaledTable(table, idName: "id", keyName: "name", match: .exact, timeName: nil))
  }

  func tables(_ goods: Goods) -> TemporaryTables {
    TemporaryTables("create the plan of prices", [Self.table], late: [])
  }

  func plan(
    _ goods: Goods, inFull: Bool, _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> WorkPlan<Void> {
    try connection.transaction(.snapshot("begin the plan of prices")) { connection in
      try connection.execute(
        PostgresStatement(
          "plan the prices",
          """
          INSERT INTO \(Self.table.sql)
          SELECT CASE WHEN g.id IS NULL THEN 'rejected' ELSE 'update' END,
            CASE WHEN g.id IS NULL THEN 'gone' END, NULL, o.name, g.id, g.price, o.price
          FROM \(identifier: schema).offers o LEFT JOIN \(identifier: schema).goods g ON g.name = o.name
          WHERE g.price IS DISTINCT FROM o.price
          """))
      return WorkPlan(
        counts: try PlanCounts.read(of: Self.table.sql, on: &connection), details: ())
    }
  }

  func apply(
    _ plan: WorkPlan<Void>, _ goods: Goods, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    let update: SQL = """
      UPDATE \(goods.client.table.sql) t SET price = p.new
      FROM \(Self.table.sql) p JOIN \(goods.client.table.sql) o ON o.id = p.id
      WHERE t.id = p.id AND p.action = 'update'
      """
    try connection.execute(
      PostgresStatement("write the prices", recorder?.updating(update) ?? update))
    return AppliedPlan(counts: plan.counts)
  }

  func relation(_ goods: Goods, _ applied: AppliedPlan?) -> PlanRelation {
    PlanRelation(
      table: Self.table.sql, key: "p.key", target: "p.id", order: "p.key", firstBy: "p.key",
      values: .columns([
        PlannedValue(
          column: "price", old: "to_jsonb(p.old)::text", new: "to_jsonb(p.new)::text")
      ]),
      digested: ["p.old", "p.new"], names: [goods.client.table.sql.text, "price"])
  }
}
