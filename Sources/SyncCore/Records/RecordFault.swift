/// Why one value cannot be a column; the row encoder adds the field.
struct RecordFault: Error, Equatable {
  let reason: Reason

  init(_ reason: Reason) {
    self.reason = reason
  }
}
