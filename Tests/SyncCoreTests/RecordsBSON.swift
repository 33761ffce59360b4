/// A BSON value of the tests, written byte by byte as bsonspec.org has it.
indirect enum RecordsBSON: Sendable {
  case double(Double)
  case string(String)
  /// A string whose bytes need not be UTF-8.
  case text([UInt8])
  case document([(String, RecordsBSON)])
  case array([RecordsBSON])
  case binary(UInt8, [UInt8])
  case undefined
  case objectID([UInt8])
  case bool(Bool)
  case date(Int64)
  case null
  case regex(String, String)
  case dbPointer(String, [UInt8])
  case code(String)
  case symbol(String)
  case codeWithScope(String, [(String, RecordsBSON)])
  case int32(Int32)
  case timestamp(UInt32, UInt32)
  case int64(Int64)
  /// The high and the low half of a decimal128.
  case bid(UInt64, UInt64)
  case minKey
  case maxKey
  /// Any type byte with any bytes.
  case raw(UInt8, [UInt8])

  /// A decimal128 of a coefficient below 2^113.
  static func decimal(_ coefficient: UInt128, _ exponent: Int, negative: Bool = false) -> Self {
    let high =
      UInt64(coefficient >> 64) | UInt64(exponent + 6176) << 49 | (negative ? 1 << 63 : 0)
    return .bid(high, UInt64(truncatingIfNeeded: coefficient))
  }

  static var objectID: RecordsBSON {
    .objectID([0x65, 0x53, 0xF1, 0, 1, 2, 3, 4, 5, 6, 7, 0xFF])
  }

  static func bytes(_ members: [(String, RecordsBSON)]) -> [UInt8] {
    bytes(raw: members.map { (Array($0.0.utf8), $0.1) })
  }

  static func bytes(raw members: [([UInt8], RecordsBSON)]) -> [UInt8] {
    var body: [UInt8] = []
    for (name, value) in members {
      let (type, bytes) = value.encoded
      body += [type] + name + [0] + bytes
    }
    return little(Int32(body.count + 5)) + body + [0]
  }

  private var encoded: (type: UInt8, value: [UInt8]) {
    switch self {
    case .double(let number): (1, Self.little(number.bitPattern))
    case .string(let text): (2, Self.counted(Array(text.utf8)))
    case .text(let bytes): (2, Self.counted(bytes))
    case .document(let members): (3, Self.bytes(members))
    case .array(let values):
      (4, Self.bytes(values.enumerated().map { (String($0.offset), $0.element) }))
    case .binary(let subtype, let data): (5, Self.little(Int32(data.count)) + [subtype] + data)
    case .undefined: (6, [])
    case .objectID(let bytes): (7, bytes)
    case .bool(let flag): (8, [flag ? 1 : 0])
    case .date(let time): (9, Self.little(time))
    case .null: (10, [])
    case .regex(let pattern, let options):
      (11, Array(pattern.utf8) + [0] + Array(options.utf8) + [0])
    case .dbPointer(let name, let id): (12, Self.counted(Array(name.utf8)) + id)
    case .code(let text): (13, Self.counted(Array(text.utf8)))
    case .symbol(let text): (14, Self.counted(Array(text.utf8)))
    case .codeWithScope(let text, let scope): (15, Self.scoped(text, scope))
    case .int32(let number): (16, Self.little(number))
    case .timestamp(let seconds, let ordinal): (17, Self.little(ordinal) + Self.little(seconds))
    case .int64(let number): (18, Self.little(number))
    case .bid(let high, let low): (19, Self.little(low) + Self.little(high))
    case .minKey: (0xFF, [])
    case .maxKey: (0x7F, [])
    case .raw(let type, let bytes): (type, bytes)
    }
  }

  private static func scoped(_ text: String, _ scope: [(String, RecordsBSON)]) -> [UInt8] {
    let body = counted(Array(text.utf8)) + bytes(scope)
    return little(Int32(body.count + 4)) + body
  }

  private static func counted(_ bytes: [UInt8]) -> [UInt8] {
    little(Int32(bytes.count + 1)) + bytes + [0]
  }

  private static func little<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
