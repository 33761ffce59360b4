package import Records

/// A column and where its value comes from.
package struct MappedColumn: Equatable, Sendable {
  package var source: ValueSource
  package var column: String
  package var kind: ColumnKind
  /// True when an absent or null value leaves the target's value alone (`"absent": "keep"`).
  package var absentKeeps = false
  /// True when the column is set when a row is created, and never again (`"on": "create"`).
  package var onCreate = false

  /// What reports call the value: its first field, or the column of a constant.
  package var fieldName: String { source.fields.first?.text ?? column }
}

extension MappedColumn {
  /// A column that one field's values fill unchanged, or integers by their digits.
  package init(
    field: FieldPath, column: String, kind: ColumnKind, integersAsDigits: Bool = false
  ) {
    self.init(
      source: ValueSource(.first([field]), integersAsDigits: integersAsDigits), column: column,
      kind: kind)
  }
}
