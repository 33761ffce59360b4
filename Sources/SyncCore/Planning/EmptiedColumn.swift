/// A column that would lose values because no record of the source has a value for it.
struct EmptiedColumn: Sendable {
  /// The fields that it takes its values of; one at least.
  let fields: [FieldPath]
  let column: String
  /// How many rows would lose their value.
  let rows: Int

  /// `3 rows would lose their phone, for no record has the field Phone`.
  func words(_ verb: String) -> String {
    let their = rows == 1 ? "its" : "their"
    let names = fields.map(\.text).joined(separator: ", ")
    return "\(NumberText.counted(rows, "row")) \(verb) \(their) \(column), for no record has the "
      + (fields.count == 1 ? "field " : "fields ") + names
  }
}
