/// A column of the layout as the encoder uses it: without anything that is reference-counted.
struct ColumnPlan {
  /// The field's node in the tree of fields.
  let node: Int
  let kind: ColumnKind
  /// Why an absent value rejects the record; nil when the column becomes NULL.
  let reasonWhenAbsent: Reason?
  /// In code points.
  let maxLength: Int
  let integerRange: ClosedRange<Int64>
  let numericLimit: NumericLimit?
  let integersAsDigits: Bool

  init(_ column: LayoutColumn, node: Int) {
    self.node = node
    kind = column.kind
    let takesNull = column.nullable || column.absentKeeps
    reasonWhenAbsent = takesNull ? nil : column.reasonWhenMissing
    maxLength = column.maxLength ?? .max
    integerRange = column.integerRange
    numericLimit = column.numericLimit
    integersAsDigits = column.integersAsDigits
  }
}
