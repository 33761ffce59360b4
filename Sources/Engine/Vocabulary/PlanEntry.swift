package import Basics
package import Records

/// One client or record as reports and people see it: what a plan says of it, or what the journal has kept.
package struct PlanEntry: Sendable {
  package var action: Action
  /// The matching key; nil when the record has no valid email.
  package var key: String?
  /// The record's `_id`: an ObjectId as its hex digits, a string unchanged, else relaxed Extended
  /// JSON; nil when the record has none that can be read.
  package var sourceID: String?
  /// The row's id in the target; `.null` without a row.
  package var targetID: JSONValue
  package var reason: Reason?
  /// The source field, target column or constraint that the reason is about.
  package var field: String?
  /// The `_id` of the record that won, for a duplicate.
  package var winnerID: String?
  /// What is or would be written, in the order of the columns; empty for records without a row, and for what
  /// the journal has of a created one.
  package var changes: [Change]
  /// Where the record is in the text of its source, when that is broken.
  package var place: SourcePlace?
  /// Those without whom it cannot be settled; nil where it stands alone.
  package var others: OtherClients?
  /// How many rows of which column follow, because the entry's row gets another id; without those of which none does.
  package var follows: [NamedCount]
  /// Of a document in the journal, what became of it: `written`, or `planned` where nobody knows; nil for all else.
  package var outcome: String?
  /// True where what stands there stays, although nothing tells any more that it is right.
  package var isStale = false

  package init(
    action: Action, key: String?, sourceID: String? = nil, targetID: JSONValue = .null,
    reason: Reason? = nil, field: String? = nil, winnerID: String? = nil, changes: [Change] = [],
    place: SourcePlace? = nil, others: OtherClients? = nil, follows: [NamedCount] = []
  ) {
    self.action = action
    self.key = key
    self.sourceID = sourceID
    self.targetID = targetID
    self.reason = reason
    self.field = field
    self.winnerID = winnerID
    self.changes = changes
    self.place = place
    self.others = others
    self.follows = follows
  }

  /// The row's id, as PostgreSQL writes it; nil without a row.
  package var rowID: String? {
    switch targetID {
    case .null: nil
    case .string(let text): text
    default: JSONWriter().text(targetID)
    }
  }
}

/// Clients that an entry depends on, the first of them by name.
package struct OtherClients: Equatable, Sendable {
  /// Their keys, or their ids where they have none; at least one.
  package var names: [String]
  /// How many there are in all.
  package var count: Int

  package init(names: [String], count: Int) { (self.names, self.count) = (names, count) }

  /// `ann@x.test, bob@x.test and 3 others`, each name as `shown` makes it.
  package func words(_ shown: (String) -> String) -> String {
    let more = count - names.count
    return names.map(shown).joined(separator: ", ")
      + (more > 0 ? " and \(NumberText.counted(more, "other"))" : "")
  }
}
