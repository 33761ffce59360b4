/// The time by which a record is older or newer than another one.
package struct RecordTime {
  /// Since 1970; nil when it is absent or not a time. A time beyond what databases hold is the greatest one.
  package var microseconds: Int64?
  /// The node of a field whose value is not a time; nil when there is none.
  var undated: Int?

  init(milliseconds: Int64, microseconds: Int64 = 0) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
    self.microseconds =
      overflow ? (milliseconds < 0 ? .min : .max) : product &+ microseconds
  }

  /// No time; `undated` is the node of a value that is not one, nil without a value.
  init(undated: Int? = nil) { self.undated = undated }
}
