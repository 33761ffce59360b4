import Basics
import PostgresDriver
import Records

@testable import Engine

/// A capability as small as one can be that writes documents: it carries a table of wishes over into a collection.
struct WishWork: Work {
  static let kind = RunKind(
    command: "wish", title: "Wishing",
    fates: [
      .init(.create, "has no number"), .init(.update, "has another number"),
      .init(.failed, "is not as it was planned"),
    ],
    problems: [.failed], comparesSource: true, showsBefore: false, reach: .nothing,
    canBeUndone: true)
  private static let table = TemporaryTable(
    "wish_plan",
    """
     (n int8, action text, reason text, field text, key text, id bytea, old bytea, new bytea,
      client bytea)
    """)
  static let subject = "app.users"
  let overwrites = true

  /// What it is about: the wishes.
  struct Wishes: RunSubject {
    let client: JournaledTable
  }

  let schema: String
  let dryRun: Bool
  let users: DocumentSource
  /// The field that the wishes are for, or its path.
  var field = "number"

  var subjectName: String? { Self.subject }

  func lockKey(_ table: TargetTable) -> Int64 { RunLock.key(of: "wish \(Self.subject) \(schema)") }

  func source(of subject: Wishes?) -> (name: String, isFinal: Bool) { (users.name, true) }

  func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    guard let table = try TableReader.read(schema: schema, name: "wishes", on: &connection) else {
      return ([], nil, .absent)
    }
    let journal = try JournalCheck(table, dryRun: dryRun, on: &connection)
    return ([journal.line], table, journal.state)
  }

  func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) -> Wishes {
    Wishes(
      client: JournaledTable(table, idName: "n", keyName: "key", match: .exact, timeName: nil))
  }

  func tables(_ wishes: Wishes) -> TemporaryTables {
    TemporaryTables("create the plan of wishes", [Self.table], late: [])
  }

  func plan(
    _ wishes: Wishes, inFull: Bool, _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> WorkPlan<Void> {
    try connection.execute(
      PostgresStatement(
        "plan the wishes",
        """
        INSERT INTO \(Self.table.sql)
        SELECT w.n, CASE WHEN w.old = '' THEN 'create' ELSE 'update' END, NULL, NULL, w.key, w.id,
          w.old, w.new, w.client FROM \(identifier: schema).wishes w
        """))
    return WorkPlan(counts: try PlanCounts.read(of: Self.table.sql, on: &connection), details: ())
  }

  func apply(
    _ plan: WorkPlan<Void>, _ wishes: Wishes, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) -> AppliedPlan {
    preconditionFailure("the engine writes documents")
  }

  func documents(_ wishes: Wishes) -> DocumentWrites? {
    DocumentWrites(
      system: Self.subject, source: users, number: "n", documentID: "p.id",
      before: BSONFields.document([(field, "p.old")]),
      after: BSONFields.document([(field, "p.new")]),
      guards: BSONFields.document([("client", "p.client")]), guardNames: ["client"])
  }

  func relation(_ wishes: Wishes, _ applied: AppliedPlan?) -> PlanRelation {
    PlanRelation(
      table: Self.table.sql, key: "p.key", target: "p.n", order: "p.key", firstBy: "p.key",
      values: PlanValues(sql: ["p.old", "p.new"]) { _, _ in [] }, digested: ["p.old", "p.new"],
      names: ["number"])
  }
}
