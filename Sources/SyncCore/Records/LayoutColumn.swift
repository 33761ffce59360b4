/// One column that a record fills, with the limits read from the actual table.
package struct LayoutColumn: Sendable {
  package var field: FieldPath
  package var column: String
  package var kind: ColumnKind
  /// False when the column takes no NULL.
  package var nullable: Bool
  /// In code points; nil when the column has no limit of its own.
  package var maxLength: Int?
  /// The numbers that an integer column holds; all of `Int64` for other kinds.
  package var integerRange: ClosedRange<Int64>
  /// Precision and scale of a constrained numeric column; nil when it is unconstrained or no numeric.
  package var numericLimit: NumericLimit?
  /// True when an absent or null field leaves the target's value alone (`"absent": "keep"`).
  package var absentKeeps: Bool
  /// True when an integer of the source becomes its digits in a text column.
  package var integersAsDigits: Bool

  package init(
    field: FieldPath, column: String, kind: ColumnKind, nullable: Bool, maxLength: Int? = nil,
    integerRange: ClosedRange<Int64> = .min ... .max, numericLimit: NumericLimit? = nil,
    absentKeeps: Bool = false, integersAsDigits: Bool = false
  ) {
    self.field = field
    self.column = column
    self.kind = kind
    self.nullable = nullable
    self.maxLength = maxLength
    self.integerRange = integerRange
    self.numericLimit = numericLimit
    self.absentKeeps = absentKeeps
    self.integersAsDigits = integersAsDigits
  }
}
