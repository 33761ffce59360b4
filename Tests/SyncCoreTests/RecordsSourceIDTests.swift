import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsSourceIDTests {
  @Test(
    arguments: [
      (.objectID, "6553f10001020304050607ff"), (.string("user-7"), "user-7"), (.string(""), ""),
      (.string("a\0é"), "a\0é"), (.symbol("s"), "s"), (.int32(-5), "-5"),
      (.int64(.max), "9223372036854775807"),
      (.double(5), "5"), (.double(-0.5), "-0.5"), (.double(.nan), "NaN"),
      (.double(-.infinity), "-Infinity"),
      (.decimal(15, -1), "1.5"), (.bid(0x7800_0000_0000_0000, 0), "Infinity"),
      (.date(1), "1970-01-01T00:00:00.001Z"),
      (.date(.max), #"{"$date":{"$numberLong":"9223372036854775807"}}"#),
      (.bool(false), "false"), (.bool(true), "true"),
      (.binary(4, Array(0..<16)), "00010203-0405-0607-0809-0a0b0c0d0e0f"),
      (.binary(0, [1, 2, 3]), #"{"$binary":{"base64":"AQID","subType":"00"}}"#),
      (.binary(2, [1, 0, 0, 0, 255]), #"{"$binary":{"base64":"/w==","subType":"02"}}"#),
      (.timestamp(1, 2), #"{"$timestamp":{"t":1,"i":2}}"#), (.minKey, #"{"$minKey":1}"#),
      (.maxKey, #"{"$maxKey":1}"#), (.undefined, #"{"$undefined":true}"#),
      (.regex("a", "i"), #"{"$regularExpression":{"pattern":"a","options":"i"}}"#),
      (.code("f"), #"{"$code":"f"}"#), (.codeWithScope("f", []), #"{"$code":"f","$scope":{}}"#),
      (
        .dbPointer("c", Array(0..<12)),
        #"{"$dbPointer":{"$ref":"c","$id":{"$oid":"000102030405060708090a0b"}}}"#
      ),
      (
        .document([("t", .int32(1)), ("t", .objectID), ("d", .date(0)), ("s", .string("\0"))]),
        #"{"t":1,"t":{"$oid":"6553f10001020304050607ff"},"d":{"$date":"1970-01-01T00:00:00.000Z"},"s":"\u0000"}"#
      ),
      (
        .array([.double(.nan), .decimal(1, 0), .symbol("x"), .date(-1)]),
        #"[{"$numberDouble":"NaN"},{"$numberDecimal":"1"},{"$symbol":"x"},{"$date":{"$numberLong":"-1"}}]"#
      ),
    ] as [(RecordsBSON, String)])
  func `an id turns back into text`(id: RecordsBSON, text: String) throws {
    let bytes = try #require(try RecordsFixture.sourceID(id))
    let shown = SourceID.text(of: bytes.span)
    #expect(shown == text)
    // Bytes that were cut end in another text, never in a trap.
    for end in bytes.indices {
      let cut = Array(bytes[..<end])
      let other = SourceID.text(of: cut.span)
      #expect(other != text || text.isEmpty)
    }
  }

  @Test func `null and absent are NULL`() throws {
    #expect(try RecordsFixture.sourceID(.null) == nil)
    let row = try RecordsFixture.encode([("email", .string("a@b"))], RecordsFixture.one(.text)).row
    #expect(row.fields[0] == nil)
  }

  @Test(
    arguments: [
      (.text([0xC0, 0x80]), Reason.invalidUTF8), (.document([("a", .text([0xFF]))]), .invalidUTF8),
      (.raw(3, RecordsBSON.bytes(raw: [([0xFF], .null)])), .invalidUTF8),
      (.document([("a", .raw(0x30, []))]), .malformed),
    ] as [(RecordsBSON, Reason)])
  func `a broken id rejects the record and is not shown`(id: RecordsBSON, reason: Reason) throws {
    let (fate, row) = try RecordsFixture.encode(
      [("_id", id), ("email", .string("a@b"))], RecordsFixture.one(.text))
    #expect(fate == .rejected(reason))
    #expect(row.fields[0] == nil)
    #expect(row.text(1) == "a@b")
    #expect(row.text(4) == "_id")
  }

  @Test func `the bytes sort as MongoDB sorts the ids`() throws {
    let ordered: [RecordsBSON] = [
      .minKey, .undefined, .double(.nan), .double(-.infinity), .decimal(1, 6111, negative: true),
      .double(-1e300), .int64(.min), .int32(-5), .double(-0.5), .double(-.leastNonzeroMagnitude),
      .double(0),
      .double(.leastNonzeroMagnitude), .decimal(1, -3), .int32(1), .double(1.5), .int32(2),
      .int64(1 << 53),
      .int64(1 << 53 + 1), .int64(.max), .double(1e300), .double(.infinity), .string(""),
      .string("A"), .string("Z"), .string("a"), .string("aa"), .string("é"), .string("\u{FFFF}"),
      .string("😀"), .document([]), .array([]), .binary(0, []), .binary(0, [255]), .binary(4, [1]),
      .binary(0, [1, 1]), .objectID(Array(repeating: 0, count: 12)), .objectID,
      .objectID(Array(repeating: 255, count: 12)), .bool(false), .bool(true), .date(.min),
      .date(-1), .date(0), .date(1), .date(.max), .timestamp(1, 9), .timestamp(2, 0),
      .timestamp(.max, 0), .regex("", ""), .dbPointer("c", Array(0..<12)), .code("f"), .maxKey,
    ]
    let bytes = try ordered.map { try #require(try RecordsFixture.sourceID($0)) }
    for (smaller, greater) in zip(bytes, bytes.dropFirst()) {
      #expect(smaller.lexicographicallyPrecedes(greater), "\(smaller) \(greater)")
    }
  }

  @Test func `both zeros are one number and NaN comes first`() throws {
    let zeros = try [RecordsBSON.double(0), .double(-0.0), .int32(0), .int64(0), .decimal(0, 5)].map
    {
      try #require(try RecordsFixture.sourceID($0))[..<9]
    }
    #expect(Set(zeros).count == 1)
  }

  @Test(
    arguments: [
      [], [0], [3], [3, 1, 2], [4, 0xFF], [5, 3], [5, 4, 5, 0, 0, 0, 0],
      [5, 3, 255, 255, 255, 127],
      [8, 1], [12, 11, 97], [13, 12, 1, 0, 0, 0, 0], [14, 15, 14, 0, 0, 0], [99, 1, 2],
      [7, 0, 0, 0, 9],
      [3] + Array(repeating: 9, count: 17), [7] + Array(repeating: 255, count: 4),
    ] as [[UInt8]])
  func `bytes that no id has are shown in hexadecimal`(bytes: [UInt8]) {
    let hex = bytes.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
    let shown = SourceID.text(of: bytes.span)
    #expect(shown == hex)
  }
}
