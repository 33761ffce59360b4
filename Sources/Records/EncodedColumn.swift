/// A column of the layout as the encoder uses it: without anything that is reference-counted.
struct EncodedColumn {
  let source: SourcePlan
  let kind: ColumnKind
  let conversion: Conversion?
  /// Why an absent value rejects the record; nil when the column becomes NULL.
  let reasonWhenAbsent: Reason?
  /// In code points.
  let maxLength: Int
  let integerRange: ClosedRange<Int64>
  let numericLimit: NumericLimit?
  /// In microseconds.
  let timeStep: Int64
  let integersAsDigits: Bool
  let idsAsText: Bool
  /// True for a column of type `double precision`.
  let isDouble: Bool
  /// The check among the encoder's `ValuePlans` that the appended value must pass; nil when there is none.
  let check: Int?

  init(_ column: LayoutColumn, _ source: SourcePlan, check: Int? = nil) {
    self.source = source
    kind = column.kind
    conversion = column.source.conversion
    let takesNull = column.nullable || column.absentKeeps || column.onCreate
    reasonWhenAbsent = takesNull ? nil : column.reasonWhenMissing
    maxLength = column.maxLength ?? .max
    integerRange = column.integerRange
    numericLimit = column.numericLimit
    timeStep = column.timeStep
    integersAsDigits = column.source.integersAsDigits
    idsAsText = column.source.idsAsText
    isDouble = column.form == .double
    self.check = check
  }

  /// The column as filled by a constant of the mapping, which has no field.
  init(constantOf column: LayoutColumn) {
    self.init(column, SourcePlan(shape: .constant, node: 0, hasConstant: false, parts: 0))
  }
}
