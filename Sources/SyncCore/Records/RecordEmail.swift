internal import MongoDriver

/// The email of one record, as far as it is one.
struct RecordEmail {
  /// There as soon as the email's form is right; nil when it is there twice: the walk has the fault then.
  let key: EmailKey?
  /// What is wrong with the email, its length included; nil when nothing is.
  let reason: Reason?

  /// `column` is the email's own.
  init(_ fields: borrowing RecordFields, _ column: ColumnPlan, of document: Span<UInt8>) {
    if fields.emailIsDoubtful {
      (key, reason) = (nil, nil)
      return
    }
    do throws(RecordFault) {
      guard let value = try fields.value(column.node) else {
        (key, reason) = (nil, .emailMissing)
        return
      }
      guard value.type == .string else {
        (key, reason) = (nil, .wrongType)
        return
      }
      let text = value.value.lowerBound + 4..<value.value.upperBound - 1
      let key = try EmailKey(document, text)
      self.key = key
      reason = ColumnField.fits(document, key.range, column.maxLength) ? nil : .tooLong
    } catch {
      (key, reason) = (nil, error.reason)
    }
  }
}
