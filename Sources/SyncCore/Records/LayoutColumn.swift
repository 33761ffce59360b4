/// One column that a record fills, with the limits read from the actual table.
struct LayoutColumn: Sendable {
  var field: FieldPath
  var column: String
  var kind: ColumnKind
  /// False when the column takes no NULL.
  var nullable: Bool
  /// In code points; nil when the column has no limit of its own.
  var maxLength: Int?
  /// The numbers that an integer column holds; all of `Int64` for other kinds.
  var integerRange: ClosedRange<Int64>
  /// Precision and scale of a constrained numeric column; nil when it is unconstrained or no numeric.
  var numericLimit: NumericLimit?
  /// True when an absent or null field leaves the target's value alone (`"absent": "keep"`).
  var absentKeeps: Bool
  /// True when an integer of the source becomes its digits in a text column.
  var integersAsDigits: Bool

  /// Why a record without a value for this column cannot be a row.
  var reasonWhenMissing: Reason {
    field.text == "name" || column == "name" ? .nameMissing : .valueMissing
  }

  init(
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
