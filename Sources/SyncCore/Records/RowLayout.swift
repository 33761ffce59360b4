/// How a record becomes a staging row: the mapping, checked against the actual table.
package struct RowLayout: Sendable {
  package var match: MatchRule
  package var email: LayoutColumn
  /// nil when the mapping has no `protected`.
  package var protected: LayoutColumn?
  /// nil when the mapping has no `createdAt`.
  package var createdAt: LayoutColumn?
  /// The field that orders duplicates; nil when only the `_id` does.
  package var updatedAtField: FieldPath?
  /// The other columns, in the mapping's order.
  package var columns: [LayoutColumn]
  /// The only keys of interest; nil means every record.
  package var only: KeySet?

  package init(
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
