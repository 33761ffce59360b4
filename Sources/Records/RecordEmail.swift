internal import MongoDriver

/// The email of one record, as far as it has one.
struct RecordEmail {
  /// Set as soon as the email's form is right; nil when it occurs twice: the walk has the fault then.
  let key: EmailKey?
  /// What is wrong with the email, its length included; nil when nothing is.
  let reason: Reason?
  /// The node of the field that it was taken from.
  let node: Int

  /// `column` is the email's own.
  @inline(__always)
  init(
    _ fields: borrowing RecordFields, _ values: borrowing ValuePlans, _ column: EncodedColumn,
    of document: Span<UInt8>
  ) {
    var node = column.source.node
    var found: EmailKey?
    var fault: Reason?
    do throws(RecordFault) {
      if fields.emailIsDoubtful {
        fault = nil
      } else if let value = try values.value(column.source, fields, &node) {
        guard value.type == .string else { throw RecordFault(.wrongType) }
        let key = try EmailKey(document, value.text)
        found = key
        fault = ColumnField.fits(document, key.range, column.maxLength) ? nil : .tooLong
      } else {
        fault = .emailMissing
      }
    } catch {
      fault = error.reason
    }
    (key, reason, self.node) = (found, fault, node)
  }
}
