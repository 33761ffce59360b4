extension BSONType {
  /// The name that `$type` takes (MongoDB's manual, "BSON Types").
  package var alias: String {
    switch self {
    case .double: "double"
    case .string: "string"
    case .document: "object"
    case .array: "array"
    case .binary: "binData"
    case .undefined: "undefined"
    case .objectID: "objectId"
    case .bool: "bool"
    case .date: "date"
    case .null: "null"
    case .regex: "regex"
    case .dbPointer: "dbPointer"
    case .code: "javascript"
    case .symbol: "symbol"
    case .codeWithScope: "javascriptWithScope"
    case .int32: "int"
    case .timestamp: "timestamp"
    case .int64: "long"
    case .decimal128: "decimal"
    case .maxKey: "maxKey"
    case .minKey: "minKey"
    }
  }
}
