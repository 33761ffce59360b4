/// BSON by hand, wrong BSON included.
enum Bytes {
  static func int32(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: Int32(value).littleEndian) { Array($0) }
  }

  static func int64(_ value: Int64) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func element(_ type: UInt8, _ key: String, _ value: [UInt8] = []) -> [UInt8] {
    [type] + Array(key.utf8) + [0] + value
  }

  /// A string value: length, text, NUL.
  static func string(_ text: String) -> [UInt8] {
    int32(text.utf8.count + 1) + Array(text.utf8) + [0]
  }

  static func document(_ elements: [UInt8]...) -> [UInt8] {
    let body = elements.flatMap { $0 }
    return int32(body.count + 5) + body + [0]
  }

  static func copy(_ span: Span<UInt8>) -> [UInt8] {
    span.withUnsafeBufferPointer { Array($0) }
  }

  /// One element of every type, some nested.
  static let everyType: [UInt8] = {
    let inner = document(element(16, "a", int32(1)), element(2, "b", string("täxt")))
    let scope = string("f()") + document(element(10, "n"))
    return document(
      element(1, "double", int64(Int64(bitPattern: (1.5).bitPattern))),
      element(2, "string", string("hello")), element(3, "document", inner),
      element(4, "array", document(element(8, "0", [1]), element(3, "1", inner))),
      element(5, "binary", int32(3) + [0, 1, 2, 3]),
      element(5, "oldBinary", int32(6) + [2] + int32(2) + [7, 8]), element(6, "undefined"),
      element(7, "objectID", Array(1...12)), element(8, "bool", [0]),
      element(9, "date", int64(1_700_000_000_000)), element(10, "null"),
      element(11, "regex", Array("a+\0i\0".utf8)),
      element(12, "dbPointer", string("db.c") + Array(1...12)), element(13, "code", string("f()")),
      element(14, "symbol", string("s")),
      element(15, "codeWithScope", int32(scope.count + 4) + scope), element(16, "int32", int32(-1)),
      element(17, "timestamp", int64(5)), element(18, "int64", int64(-2)),
      element(19, "decimal128", Array(1...16)), element(255, "minKey"), element(127, "maxKey"))
  }()
}
