package import Basics
package import Engine

/// Everything about one client.
package struct Explanation: Sendable {
  /// The matching key of the email asked for.
  package var key: String
  /// The records with the key, at most `FoundClients.mostKept` of them, the winner first.
  package var records: [ExplainedRecord] = []
  /// The number of all of them.
  package var recordCount = 0
  package var nearRecords: [ExplainedRecord] = []
  package var nearRecordCount = 0
  /// The rows with the key; more than one is ambiguous.
  package var rows: [ExplainedRow] = []
  package var nearRows: [ExplainedRow] = []
  package var nearRowCount = 0
  /// Empty unless a record represents the client and there is one row.
  package var comparison: [ComparedColumn] = []
  package var withoutForce: NextStep
  package var withForce: NextStep
  /// What the links say of records and rows; nil where none are used.
  package var links: [ExplainedLink]?
  package var history = ClientHistory.none("it was not looked into")
  package var references: [ExplainedReference] = []
}

/// One mapped column of a client, compared between record and row.
package struct ComparedColumn: Sendable {
  package var name: String
  /// The row's value.
  package var value: JSONValue
  /// What differs, a JSON column by path; empty when both sides are equal.
  package var changes: [Change]
}

/// What the journal knows of a client.
package enum ClientHistory: Sendable {
  /// There is nothing to read: why, in words.
  case none(String)
  /// The newest first.
  case entries([HistoryEntry])
}

/// What one run did to a client, as the journal keeps it.
package struct HistoryEntry: Sendable {
  package var run: Int64
  /// `sync`, `fix` or `undo`; nil when the run itself is no longer in the journal.
  package var command: String?
  /// Microseconds since 1970-01-01 UTC; nil as above.
  package var startedAt: Int64?
  /// With the key that the client had then.
  package var entry: PlanEntry
}
