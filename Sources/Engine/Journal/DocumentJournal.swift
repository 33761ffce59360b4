internal import Basics
internal import PostgresDriver

/// What the journal keeps of the documents that a run writes: that they will be written, before the first of them is, and
/// what has become of each.
struct DocumentJournal: Sendable {
  /// What every run was about to write, one row a document.
  static let table: SQL = "synctool.document_changes"

  /// What a role needs on the table besides what every run needs.
  static let needs = [("document_changes", ["INSERT", "UPDATE"])]

  private let run: Int64

  init(_ journal: OpenRun) { run = journal.run }

  /// Keeps every document of the plan as planned, and the counts of the plan with the run; within a transaction of the
  /// caller's.
  func intents(
    _ writes: DocumentWrites, _ plan: PlanRelation, counts: JSONValue
  ) -> [PostgresStatement] {
    [
      PostgresStatement(
        "note what will be written",
        """
        INSERT INTO \(Self.table) (run, n, system, action, key, document_id, before, after, guard)
        SELECT \(run), p.\(writes.number), \(literal: writes.system), p.action, \(plan.key),
          \(writes.documentID), \(writes.before), \(writes.after), \(writes.guards)
        FROM \(plan.table) p \(plan.beside) WHERE \(DocumentWrites.isWritten)
        """), self.counts(counts),
    ]
  }

  /// Notes the outcomes of documents. No value is bound: it can go with whatever ends the run.
  func note(_ outcomes: [DocumentOutcomes]) -> [PostgresStatement] {
    if outcomes.isEmpty { return [] }
    let ranges: [SQL] = outcomes.map { "(\($0.outcome), \($0.first)::int8, \($0.last)::int8)" }
    return [
      PostgresStatement(
        "note what was written",
        """
        UPDATE \(Self.table) d SET outcome = x.outcome
        FROM (VALUES \(ranges)) x (outcome, first, last)
        WHERE d.run = \(run) AND d.n BETWEEN x.first AND x.last
        """)
    ]
  }

  /// Notes how far the run has come.
  func counts(_ counts: JSONValue) -> PostgresStatement {
    PostgresStatement(
      "note how far the run has come",
      "UPDATE synctool.runs SET counts = \(literal: JSONWriter().text(counts))::jsonb WHERE id = \(run)"
    )
  }
}

/// What has become of a document.
enum DocumentOutcome: String, CaseIterable {
  /// Nobody knows; where the run ended, it may be written.
  case planned
  case written
  /// It was not as planned any more.
  case missed
  case refused
}

/// One outcome of all of the plan's documents from one number to another.
struct DocumentOutcomes: Sendable {
  let outcome: DocumentOutcome
  let first: Int64
  var last: Int64
}
