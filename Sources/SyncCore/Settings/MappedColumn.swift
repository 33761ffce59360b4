/// One field of a record and the column that it fills.
package struct MappedColumn: Equatable, Sendable {
  package var field: FieldPath
  package var column: String
  package var kind: ColumnKind
  /// True when an absent or null field leaves the target's value alone (`"absent": "keep"`).
  package var absentKeeps: Bool
  /// True when an integer of the source becomes its digits in a text column.
  package var integersAsDigits: Bool

  package init(
    field: FieldPath, column: String, kind: ColumnKind, absentKeeps: Bool = false,
    integersAsDigits: Bool = false
  ) {
    self.field = field
    self.column = column
    self.kind = kind
    self.absentKeeps = absentKeeps
    self.integersAsDigits = integersAsDigits
  }
}
