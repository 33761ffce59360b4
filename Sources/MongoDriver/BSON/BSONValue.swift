/// A value that a `BSONWriter` can write.
package enum BSONValue: Equatable, Sendable {
  case string(String)
  case int32(Int32)
  case int64(Int64)
  case document(BSONDocument)
  /// Elements named `0`, `1`, …
  case array(BSONDocument)
  case bool(Bool)

  var type: BSONType {
    switch self {
    case .string: .string
    case .int32: .int32
    case .int64: .int64
    case .document: .document
    case .array: .array
    case .bool: .bool
    }
  }
}
