/// How a record becomes a staging row: the mapping, checked against the actual table.
struct RowLayout: Sendable {
  var match: MatchRule
  var email: LayoutColumn
  /// nil when the mapping has no `protected`.
  var protected: LayoutColumn?
  /// nil when the mapping has no `createdAt`.
  var createdAt: LayoutColumn?
  /// The time that orders duplicates; nil when only the `_id` does.
  var updatedAt: ValueSource?
  /// The other columns that are compared, in the mapping's order.
  var columns: [LayoutColumn]
  /// The columns that only a new row takes from its record.
  var createColumns: [LayoutColumn] = []
  /// What holds of every record that is a client; empty when all are.
  var conditions: [RecordCondition] = []
  /// The only keys of interest; nil means every record.
  var only: KeySet?

  init(
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

  /// The columns that records fill, the email's first; `updatedAt` is none of them.
  var filled: [LayoutColumn] {
    [email] + [protected, createdAt].compactMap(\.self) + columns + createColumns
  }

  /// Every field of a record that is looked at besides its `_id`.
  var fields: [FieldPath] {
    filled.flatMap(\.source.fields) + (updatedAt?.fields ?? []) + conditions.map(\.field)
  }
}
