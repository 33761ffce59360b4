/// Why one value cannot be a column; the row encoder adds the field.
package struct RecordFault: Error, Equatable {
  package let reason: Reason

  init(_ reason: Reason) {
    self.reason = reason
  }
}
