/// BSON for records that Extended JSON cannot express, written byte by byte.
indirect enum TestBSON: Sendable {
  case string(String)
  /// A string whose bytes need not be text.
  case bytes([UInt8])
  case int32(Int32)
  case date(Int64)
  case bool(Bool)
  case null
  case id(Int)
  case document([(String, TestBSON)])
  /// Any type byte with any bytes.
  case raw(UInt8, [UInt8])

  static func document(_ members: [(String, TestBSON)]) -> [UInt8] {
    let body = members.flatMap { name, value in
      let (type, bytes) = value.encoded
      return [type] + Array(name.utf8) + [0] + bytes
    }
    return little(Int32(body.count + 5)) + body + [0]
  }

  /// A record with an ObjectId.
  static func client(_ number: Int, _ members: [(String, TestBSON)]) -> [UInt8] {
    document([("_id", .id(number))] + members)
  }

  /// Plain records: client1@x.test, client2@x.test, …
  static func clients(_ count: Int, name: String = "Ann") -> [[UInt8]] {
    (1...count).map {
      client($0, [("email", .string("client\($0)@x.test")), ("name", .string(name))])
    }
  }

  private var encoded: (UInt8, [UInt8]) {
    switch self {
    case .string(let text): (2, Self.counted(Array(text.utf8)))
    case .bytes(let bytes): (2, Self.counted(bytes))
    case .int32(let number): (16, Self.little(number))
    case .date(let time): (9, Self.little(time))
    case .bool(let flag): (8, [flag ? 1 : 0])
    case .null: (10, [])
    case .id(let number):
      (7, Self.little(Int32(TestRecord.time)).reversed() + Self.little(Int64(number)).reversed())
    case .document(let members): (3, Self.document(members))
    case .raw(let type, let bytes): (type, bytes)
    }
  }

  static func counted(_ bytes: [UInt8]) -> [UInt8] {
    little(Int32(bytes.count + 1)) + bytes + [0]
  }

  static func little<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
