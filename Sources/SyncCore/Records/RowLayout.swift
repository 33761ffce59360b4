/// How a record becomes a staging row: the mapping, checked against the actual table.
struct RowLayout: Sendable {
  var match: MatchRule
  var email: LayoutColumn
  /// nil when the mapping has no `protected`.
  var protected: LayoutColumn?
  /// nil when the mapping has no `createdAt`.
  var createdAt: LayoutColumn?
  /// The field that orders duplicates; nil when only the `_id` does.
  var updatedAtField: FieldPath?
  /// The other columns, in the mapping's order.
  var columns: [LayoutColumn]
  /// The only keys of interest; nil means every record.
  var only: KeySet?

  init(
    match: MatchRule, email: LayoutColumn, protected: LayoutColumn?, createdAt: LayoutColumn?,
    updatedAtField: FieldPath?, columns: [LayoutColumn], only: KeySet?
  ) {
    self.match = match
    self.email = email
    self.protected = protected
    self.createdAt = createdAt
    self.updatedAtField = updatedAtField
    self.columns = columns
    self.only = only
  }
}
