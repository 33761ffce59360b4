import Testing

@testable import MongoDriver

struct BSONWalkerTests {
  /// Types of all elements at all levels, in order.
  static func walk(_ bytes: [UInt8]) throws(BSONFault) -> [BSONType] {
    try walk(bytes.span, 0..<bytes.count)
  }

  static func walk(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(BSONFault) -> [BSONType] {
    var walker = try BSONWalker(bytes, document: range)
    var types: [BSONType] = []
    while let element = try walker.next(bytes) {
      #expect(
        element.key.lowerBound > range.lowerBound && element.value.upperBound < range.upperBound)
      types.append(element.type)
      if element.type == .document || element.type == .array {
        types += try walk(bytes, element.value)
      }
    }
    return types
  }

  @Test func `a document of every type gives every element`() throws {
    let types = try BSONWalkerTests.walk(Bytes.everyType)
    #expect(Set(types) == Set(BSONType.allCases))
    #expect(types.count == 22 + 2 + 2 + 2)
  }

  @Test func `values are read where the walker says`() throws {
    let bytes = Bytes.document(
      Bytes.element(2, "s", Bytes.string("a\0b")), Bytes.element(16, "i", Bytes.int32(-7)),
      Bytes.element(18, "l", Bytes.int64(.min)),
      Bytes.element(1, "d", Bytes.int64(Int64(bitPattern: (-0.5).bitPattern))))
    let span = bytes.span
    var walker = try BSONWalker(span, document: 0..<bytes.count)
    let string = try #require(try walker.next(span))
    #expect(bytes[string.key] == [0x73])
    #expect(Array(bytes[try span.stringContents(of: string)]) == [0x61, 0, 0x62])
    let int32 = try #require(try walker.next(span))
    #expect(span.int32(at: int32.value.lowerBound) == -7)
    let int64 = try #require(try walker.next(span))
    #expect(span.int64(at: int64.value.lowerBound) == .min)
    let double = try #require(try walker.next(span))
    #expect(span.double(at: double.value.lowerBound) == -0.5)
    #expect(try walker.next(span) == nil)
    #expect(try walker.next(span) == nil)
    #expect(throws: BSONFault(.wrongType, at: int32.value.lowerBound)) {
      try span.stringContents(of: int32)
    }
  }

  @Test func `every cut of a document is a fault`() {
    for count in 0..<Bytes.everyType.count {
      var cut = Array(Bytes.everyType.prefix(count))
      #expect(throws: BSONFault.self) { try BSONWalkerTests.walk(cut) }
      // With the length and the last byte made to fit, the inside must show it.
      guard count >= 5 else { continue }
      cut.replaceSubrange(0..<4, with: Bytes.int32(count))
      cut[count - 1] = 0
      _ = try? BSONWalkerTests.walk(cut)
    }
  }

  @Test func `no wrong byte and no wrong length traps`() {
    let good = Bytes.everyType
    var faults = 0
    for at in good.indices {
      for wrong in [0, 1, 4, 5, 0x7F, 0x80, 0xFF, good[at] &+ 1, good[at] &- 1] {
        var bytes = good
        bytes[at] = wrong
        if (try? BSONWalkerTests.walk(bytes)) == nil { faults += 1 }
      }
      guard at + 4 <= good.count else { continue }
      for length in [-1, 0, 1, 4, 5, Int(Int32.max), Int(Int32.min), good.count] {
        var bytes = good
        bytes.replaceSubrange(at..<at + 4, with: Bytes.int32(length))
        if (try? BSONWalkerTests.walk(bytes)) == nil { faults += 1 }
      }
    }
    #expect(faults > good.count)
  }

  @Test func `a range outside of the bytes is a fault`() {
    let bytes = Bytes.everyType
    for range in [0..<bytes.count + 1, 0..<4, 1..<bytes.count, -1..<bytes.count, 0..<Int.max] {
      #expect(throws: BSONFault.self) { try BSONWalkerTests.walk(bytes.span, range) }
    }
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let element: [UInt8]
    let kind: BSONFault.Kind
    let offset: Int
  }

  static let wrong: [Wrong] = [
    Wrong(
      testDescription: "unknown type", element: [0x20, 0x61, 0], kind: .unknownType(0x20), offset: 4
    ),
    Wrong(testDescription: "early end", element: [0, 0], kind: .badLength, offset: 4),
    Wrong(testDescription: "name without end", element: [10, 0x61], kind: .truncated, offset: 5),
    Wrong(
      testDescription: "boolean of 2", element: Bytes.element(8, "b", [2]), kind: .badValue,
      offset: 7),
    Wrong(
      testDescription: "empty string length", element: Bytes.element(2, "s", Bytes.int32(0) + [0]),
      kind: .badLength, offset: 7),
    Wrong(
      testDescription: "negative string length",
      element: Bytes.element(2, "s", Bytes.int32(-5) + [0]),
      kind: .badLength, offset: 7),
    Wrong(
      testDescription: "string without NUL",
      element: Bytes.element(2, "s", Bytes.int32(2) + [97, 98]),
      kind: .missingTerminator, offset: 12),
    Wrong(
      testDescription: "string into the closing NUL",
      element: Bytes.element(2, "s", Bytes.int32(3) + [97, 98]), kind: .truncated, offset: 7),
    Wrong(
      testDescription: "embedded document of 4 bytes",
      element: Bytes.element(3, "d", Bytes.int32(4)),
      kind: .badLength, offset: 7),
    Wrong(
      testDescription: "embedded document beyond the end",
      element: Bytes.element(3, "d", Bytes.int32(6) + [0]), kind: .truncated, offset: 7),
    Wrong(
      testDescription: "embedded document without NUL",
      element: Bytes.element(3, "d", Bytes.int32(5) + [1]), kind: .missingTerminator, offset: 11),
    Wrong(
      testDescription: "old binary of two lengths",
      element: Bytes.element(5, "b", Bytes.int32(5) + [2] + Bytes.int32(2) + [0]), kind: .badLength,
      offset: 12),
    Wrong(
      testDescription: "regex of one part", element: Bytes.element(11, "r", [0x61, 0, 0x62]),
      kind: .truncated, offset: 9),
    Wrong(
      testDescription: "int64 cut", element: Bytes.element(18, "l", [1, 2, 3]), kind: .truncated,
      offset: 7),
  ]

  @Test(arguments: wrong)
  func `a wrong element is told with its place`(_ wrong: Wrong) {
    let bytes = Bytes.document(wrong.element)
    #expect(throws: BSONFault(wrong.kind, at: wrong.offset)) { try BSONWalkerTests.walk(bytes) }
  }

  @Test func `a byte is found wherever it stands`() {
    for count in 0..<40 {
      for place in 0..<count {
        var bytes = [UInt8](repeating: 0x80, count: count)
        bytes[place] = 1
        #expect(first(bytes, 0..<count) == place)
        #expect(first(bytes, 0..<place) == nil)
        #expect(first(bytes, place + 1..<count) == nil)
      }
    }
  }

  private func first(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    bytes.span.firstIndex(of: 1, in: range)
  }

  @Test func `what the writer writes is read back`() throws {
    var inner = BSONWriter()
    inner.append("$regex", .string("^a\0b"))
    var writer = BSONWriter()
    writer.append("email", .document(inner.finish()))
    writer.append("n", .int32(-1))
    let expected = Bytes.document(
      Bytes.element(
        3, "email",
        Bytes.document(Bytes.element(2, "$regex", Bytes.string("^a\0b")))),
      Bytes.element(16, "n", Bytes.int32(-1)))
    #expect(writer.finish().bytes == expected)
    #expect(BSONDocument.empty.bytes == [5, 0, 0, 0, 0])
  }
}
