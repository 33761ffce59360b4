package import Records

/// How many records were not written for one reason.
package struct ReasonCount: Equatable, Sendable {
  /// What became of them, in the contract's words.
  package var action: String
  package var reason: Reason
  /// The source field, target column or constraint; nil when the reason is about the whole record.
  package var field: String?
  package var number: Int

  package init(action: String, reason: Reason, field: String?, number: Int) {
    self.action = action
    self.reason = reason
    self.field = field
    self.number = number
  }
}
