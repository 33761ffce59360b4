/// One column that a record fills, with the limits read from the actual table.
package struct LayoutColumn: Sendable {
  /// Where the value comes from.
  package var source: ValueSource
  package var column: String
  package var kind: ColumnKind
  /// How the actual column holds what is sent; of that kind.
  package var form: ColumnForm
  /// False when the column takes no NULL.
  package var nullable: Bool
  /// In code points; nil when the column has no limit of its own.
  package var maxLength: Int?
  /// The numbers that an integer column holds; all of `Int64` for other kinds.
  package var integerRange: ClosedRange<Int64>
  /// Precision and scale of a constrained numeric column; nil for any other.
  package var numericLimit: NumericLimit?
  /// The resolution of the column's times in microseconds: 1, or a power of ten.
  var timeStep: Int64
  /// True when an absent or null value leaves the target's value alone (`"absent": "keep"`).
  package var absentKeeps: Bool
  /// True when the column is set when a row is created, and never again.
  package var onCreate: Bool

  /// What reports call the value: its first field, or the column of a constant.
  package var fieldName: String { source.fields.first?.text ?? column }

  /// False when the mapping has a value for every record.
  package var mayBeAbsent: Bool {
    if case .value = source.origin { return false }
    return source.fallback == nil
  }

  /// Why a record without a value for this column cannot be a row.
  package var reasonWhenMissing: Reason {
    fieldName == "name" || column == "name" ? .nameMissing : .valueMissing
  }

  package init(
    source: ValueSource, column: String, kind: ColumnKind, nullable: Bool, maxLength: Int? = nil,
    integerRange: ClosedRange<Int64> = .min ... .max, numericLimit: NumericLimit? = nil,
    timeStep: Int64 = 1, form: ColumnForm? = nil, absentKeeps: Bool = false, onCreate: Bool = false
  ) {
    self.source = source
    self.column = column
    self.kind = kind
    self.form = form ?? ColumnForm(kind)
    self.nullable = nullable
    self.maxLength = maxLength
    self.integerRange = integerRange
    self.numericLimit = numericLimit
    self.absentKeeps = absentKeeps
    self.timeStep = timeStep
    self.onCreate = onCreate
  }
}

/// What `numeric(precision, scale)` holds: PostgreSQL would round silently to the scale.
package struct NumericLimit: Equatable, Sendable {
  /// Decimal digits in all, 1 to 1000.
  package var precision: Int
  /// Digits after the point, -1000 to 1000.
  package var scale: Int

  package init(precision: Int, scale: Int) {
    self.precision = precision
    self.scale = scale
  }
}
