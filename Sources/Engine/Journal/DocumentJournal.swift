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

  /// Notes the outcomes of documents, by their numbers. No value is bound: it can go with whatever ends the run.
  func note(_ outcomes: [DocumentOutcome: [Int64]]) -> [PostgresStatement] {
    DocumentOutcome.allCases.compactMap { outcome in
      guard let numbers = outcomes[outcome], !numbers.isEmpty else { return nil }
      let list = "{" + numbers.map { "\($0)" }.joined(separator: ",") + "}"
      return PostgresStatement(
        "note what was written",
        """
        UPDATE \(Self.table) SET outcome = \(outcome)
        WHERE run = \(run) AND n = ANY (\(literal: list)::int8[])
        """)
    }
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
