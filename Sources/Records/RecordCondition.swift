package import Basics

/// One of the conditions by which a mapping's `where` says which records are clients.
package struct RecordCondition: Equatable, Sendable {
  package enum Test: Equatable, Sendable {
    /// Equal to one of the values; null stands for an absent or null field.
    case isIn([JSONValue])
    /// Equal to none of the values.
    case isNotIn([JSONValue])
    /// A time before this one, in ISO 8601.
    case before(String)
    /// A time after this one, in ISO 8601.
    case after(String)
  }

  package var field: FieldPath
  package var test: Test
  /// What type the field's times have; nil for dates. Only `before` and `after` use it.
  package var conversion: Conversion?

  package init(field: FieldPath, test: Test, conversion: Conversion? = nil) {
    self.field = field
    self.test = test
    self.conversion = conversion
  }
}
