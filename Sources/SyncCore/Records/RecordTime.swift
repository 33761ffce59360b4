/// The time by which a record is older or newer than another one.
struct RecordTime {
  /// Since 1970, rounded down; nil when it is absent or no time.
  var milliseconds: Int64?
  /// The node of a field that has a value which is no time; nil when there is none.
  var undated: Int?
}
