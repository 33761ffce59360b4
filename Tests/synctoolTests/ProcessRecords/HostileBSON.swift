/// BSON types that `TestBSON` has no case of its own for.
extension TestBSON {
  static func double(_ number: Double) -> TestBSON { .raw(1, little(number.bitPattern)) }

  static func int64(_ number: Int64) -> TestBSON { .raw(18, little(number)) }

  /// `coefficient` times ten to the power of `exponent`, as a decimal128.
  static func decimal(_ coefficient: UInt64, _ exponent: Int, negative: Bool = false) -> TestBSON {
    bid(high: UInt64(exponent + 6176) << 49 | (negative ? 1 << 63 : 0), low: coefficient)
  }

  /// The two halves of a decimal128.
  static func bid(high: UInt64, low: UInt64 = 0) -> TestBSON {
    .raw(19, little(low) + little(high))
  }

  static func array(_ values: [TestBSON]) -> TestBSON {
    .raw(4, Self.document(values.enumerated().map { (String($0.offset), $0.element) }))
  }

  static func binary(_ subtype: UInt8, _ data: [UInt8]) -> TestBSON {
    .raw(5, little(Int32(data.count)) + [subtype] + data)
  }

  static func regex(_ pattern: [UInt8], _ options: String) -> TestBSON {
    .raw(11, pattern + [0] + Array(options.utf8) + [0])
  }

  static func code(_ text: [UInt8]) -> TestBSON { .raw(13, counted(text)) }

  static func symbol(_ text: [UInt8]) -> TestBSON { .raw(14, counted(text)) }

  static func pointer(_ name: [UInt8], _ id: [UInt8]) -> TestBSON { .raw(12, counted(name) + id) }

  static func scopedCode(_ code: [UInt8], _ scope: [(String, TestBSON)]) -> TestBSON {
    let body: [UInt8] = counted(code) + document(scope)
    return .raw(15, little(Int32(body.count + 4)) + body)
  }

  static func timestamp(_ seconds: UInt32, _ ordinal: UInt32) -> TestBSON {
    .raw(17, little(ordinal) + little(seconds))
  }

  // Computed: the leak checker does not see what an enum's tagged pointer in a global owns.
  static var undefined: TestBSON { TestBSON.raw(6, []) }
  static var minKey: TestBSON { TestBSON.raw(0xFF, []) }
  static var maxKey: TestBSON { TestBSON.raw(0x7F, []) }

  /// A document of one member whose name need not be text.
  static func member(_ name: [UInt8], _ type: UInt8, _ value: [UInt8]) -> TestBSON {
    let body = [type] + name + [0] + value
    return .raw(3, little(Int32(body.count + 5)) + body + [0])
  }

  /// So many documents, or arrays, one within the other.
  static func nested(_ levels: Int, array: Bool = false) -> TestBSON {
    let name: [UInt8] = array ? [0x30] : [0x61]
    // Written from the outside in, since recursion would not go so deep; a level takes 8 bytes.
    var front: [UInt8] = []
    for level in (1...levels).reversed() {
      front += little(Int32(8 * level - 3))
      if level > 1 { front += [array ? 4 : 3] + name + [0] }
    }
    return .raw(array ? 4 : 3, front + Array(repeating: 0, count: levels))
  }
}
