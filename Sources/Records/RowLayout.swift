/// How a record becomes a staging row: the mapping, checked against the actual table.
package struct RowLayout: Sendable {
  package var match: MatchRule
  package var email: LayoutColumn
  /// nil when the mapping has no `protected`.
  package var protected: LayoutColumn?
  /// nil when the mapping has no `createdAt`.
  package var createdAt: LayoutColumn?
  /// The time that orders duplicates; nil when only the `_id` does.
  package var updatedAt: ValueSource?
  /// The other columns that are compared, in the mapping's order.
  package var columns: [LayoutColumn]
  /// The columns that only a new row takes from its record.
  package var createColumns: [LayoutColumn] = []
  /// What is true of every record that is a client; empty when all are clients.
  package var conditions: [RecordCondition] = []
  /// The only keys of interest; nil means every record.
  package var only: KeySet?

  package init(
    match: MatchRule, email: LayoutColumn, protected: LayoutColumn?, createdAt: LayoutColumn?,
    updatedAt: ValueSource?, columns: [LayoutColumn], only: KeySet?
  ) {
    self.match = match
    self.email = email
    self.protected = protected
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.columns = columns
    self.only = only
  }

  /// The columns that records fill, the email's first; without `updatedAt`.
  package var filled: [LayoutColumn] {
    [email] + [protected, createdAt].compactMap(\.self) + columns + createColumns
  }

  /// Every field of a record that is used besides its `_id`.
  package var fields: [FieldPath] {
    filled.flatMap(\.source.fields) + (updatedAt?.fields ?? []) + conditions.map(\.field)
  }
}
