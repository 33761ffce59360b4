internal import Basics
internal import Records

/// A column that would lose values because no record of the source has a value for its fields.
struct EmptiedColumn: Sendable {
  /// The fields that no record has a value for; at least one.
  let fields: [FieldPath]
  let column: String
  /// How many rows would lose their value.
  let rows: Int
  /// True when a rejected record has a value for one of the fields.
  var hasRejected = false

  /// `3 rows would lose their phone, for no record has the field Phone`.
  func words(_ verb: String) -> String {
    let their = rows == 1 ? "its" : "their"
    let loses = rows == 1 && verb == "lose" ? "loses" : verb
    let names = fields.map { SafeText.escape($0.text) }.joined(separator: ", ")
    return
      "\(NumberText.counted(rows, "row")) \(loses) \(their) \(column), for no record"
      + (hasRejected ? " that can be a row" : "") + " has the "
      + (fields.count == 1 ? "field " : "fields ") + names
  }
}
