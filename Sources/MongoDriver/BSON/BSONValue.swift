/// A value that a `BSONWriter` can write.
package enum BSONValue: Equatable, Sendable {
  case string(String)
  case int32(Int32)
  case bool(Bool)
  case document(BSONDocument)
  case array([BSONValue])
  /// The pattern and options must hold no NUL; options are in alphabetical order (bsonspec.org).
  case regex(pattern: String, options: String)

  var type: BSONType {
    switch self {
    case .string: .string
    case .int32: .int32
    case .bool: .bool
    case .document: .document
    case .array: .array
    case .regex: .regex
    }
  }
}
