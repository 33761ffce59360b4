package import Basics

/// Where the value of a column or a role comes from.
package struct ValueSource: Equatable, Sendable {
  package enum Origin: Equatable, Sendable {
    /// The first of these fields that is neither absent nor null; one at least.
    case first([FieldPath])
    /// All of these fields that are neither absent nor null, put together as text.
    case join([FieldPath], separator: String)
    /// The same value for every record.
    case value(JSONValue)
  }

  package var origin: Origin
  /// nil when the field's values are of the column's own type.
  package var conversion: Conversion?
  /// True when an integer of the source becomes its digits in a text column.
  package var integersAsDigits: Bool
  /// True when an ObjectId or a UUID of the source becomes its text in a text column.
  package var idsAsText: Bool
  /// What stands in for a value that is absent; nil when nothing does.
  package var fallback: JSONValue?

  package init(
    _ origin: Origin, conversion: Conversion? = nil, integersAsDigits: Bool = false,
    idsAsText: Bool = false, fallback: JSONValue? = nil
  ) {
    self.origin = origin
    self.conversion = conversion
    self.integersAsDigits = integersAsDigits
    self.idsAsText = idsAsText
    self.fallback = fallback
  }

  /// One field's values as they are.
  package init(_ field: FieldPath) { self.init(.first([field])) }

  /// The fields that it takes values of, in the order of the mapping; empty for a constant.
  package var fields: [FieldPath] {
    switch origin {
    case .first(let fields), .join(let fields, _): fields
    case .value: []
    }
  }
}
