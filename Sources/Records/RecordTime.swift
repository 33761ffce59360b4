/// The time by which a record is older or newer than another one.
package struct RecordTime {
  /// Since 1970; nil when it is absent or no time. One that no database holds is the last that there is.
  package var microseconds: Int64?
  /// The node of a field that has a value which is no time; nil when there is none.
  var undated: Int?

  init(milliseconds: Int64, microseconds: Int64 = 0) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
    self.microseconds =
      overflow ? (milliseconds < 0 ? .min : .max) : product &+ microseconds
  }

  /// No time; `undated` is the node of a value that is none, nil where there is no value.
  init(undated: Int? = nil) { self.undated = undated }
}
