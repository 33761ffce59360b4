internal import Basics
package import Records

/// One entry as a page shows it, wherever it comes from; already masked.
package struct ReportRow: Sendable {
  /// What was done, in one of our own words.
  package var action: String
  /// nil when the record has no valid email.
  package var key: String?
  package var sourceID: String?
  /// The row's id in the target, as PostgreSQL writes it.
  package var targetID: String?
  package var reason: Reason?
  /// The source field, target column or constraint that the reason is about.
  package var field: String?
  /// The `_id` of the record that won, for a duplicate.
  package var winnerID: String?
  package var changes: [Change] = []
  /// Where the record is in the text of its source, when that is broken.
  package var place: SourcePlace?

  /// One record of a plan.
  package init(_ entry: PlanEntry) {
    action = entry.action.rawValue
    key = entry.key
    sourceID = entry.sourceID
    targetID = entry.targetID == .null ? nil : Self.text(entry.targetID)
    reason = entry.reason
    field = entry.field
    winnerID = entry.winnerID
    changes = entry.changes
    place = entry.place
  }

  /// One client that a run of the journal wrote.
  package init(_ change: ChangeRecord) {
    action = change.action.rawValue
    key = change.key
    targetID = change.targetID
    changes = change.changes
  }

  /// One record that a run of the journal did not write.
  package init(_ rejection: RejectionRecord) {
    action = rejection.action.rawValue
    key = rejection.key
    sourceID = rejection.sourceID
    reason = rejection.reason
    field = rejection.field
    winnerID = rejection.winnerID
    place = rejection.place
  }

  private static func text(_ value: JSONValue) -> String {
    if case .string(let text) = value { return text }
    return JSONWriter().text(value)
  }
}
