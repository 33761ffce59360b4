/// The type that a mapping says a field's values have, where the column holds another type; nothing is
/// converted unless it says so.
package enum Conversion: String, CaseIterable, Sendable {
  /// A time as text of ISO 8601.
  case iso
  /// A time as seconds since 1970.
  case epoch
  /// A time as milliseconds since 1970.
  case epochMilliseconds = "epoch-ms"
  /// A boolean or a number as text.
  case text
  /// A boolean as 0 or 1.
  case number

  /// The conversions that make values for a column of the kind.
  package static func all(to kind: ColumnKind) -> [Conversion] {
    switch kind {
    case .timestamptz: [.iso, .epoch, .epochMilliseconds]
    case .boolean: [.text, .number]
    case .integer, .numeric: [.text]
    case .text, .uuid, .jsonb: []
    }
  }
}
