import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsJSONTests {
  @Test(
    arguments: [
      (.string(""), "\"\""), (.string("a\"b\\c/d"), #""a\"b\\c/d""#),
      (
        .string("\u{1}\t\n\u{1F}\u{7F}é😀\u{2028}"),
        "\"\\u0001\\t\\n\\u001f\u{7F}é😀\u{2028}\""
      ),
      (
        .string("long enough for a step of eight \" and more"),
        #""long enough for a step of eight \" and more""#
      ),
      (.document([]), "{}"), (.array([]), "[]"), (.bool(true), "true"), (.bool(false), "false"),
      (.array([.null, .int32(-1), .int64(.min)]), "[null, -1, -9223372036854775808]"),
      (
        .document([("b", .int32(1)), ("a", .document([("", .null)]))]),
        #"{"a": {"": null}, "b": 1}"#
      ),
      (.double(1), "1"), (.double(-0.0), "0"), (.double(0.1), "0.1"), (.double(-2.5), "-2.5"),
      (.double(1e21), "1e+21"), (.double(.leastNonzeroMagnitude), "5e-324"),
      (.double(0x1p53), "9007199254740992"),
      (.double(.greatestFiniteMagnitude), "1.7976931348623157e+308"),
      (.double(-9_007_199_254_740_991), "-9007199254740991"),
      (.double(.nan), "\"NaN\""), (.double(.infinity), "\"Infinity\""),
      (.double(-.infinity), "\"-Infinity\""),
      (.decimal(15, -1), "1.5"), (.decimal(1500, -3, negative: true), "-1.500"),
      (.decimal(0, -5, negative: true), "0"), (.decimal(1, -6), "0.000001"),
      (.decimal(1, -7), "1E-7"), (.decimal(12, -8), "1.2E-7"), (.decimal(1, 6111), "1E+6111"),
      (.decimal(12, 3), "1.2E+4"), (.decimal(1, -6176), "1E-6176"), (.decimal(123, -3), "0.123"),
      (
        .decimal(9_999_999_999_999_999_999_999_999_999_999_999, 6111),
        "9." + String(repeating: "9", count: 33) + "E+6144"
      ),
      (.decimal(10_000_000_000_000_000_000_000_000_000_000_000, 0), "0"),
      (.bid(0x7C00_0000_0000_0000, 0), "\"NaN\""),
      (.bid(0x7800_0000_0000_0000, 0), "\"Infinity\""),
      (.bid(0xF800_0000_0000_0000, 0), "\"-Infinity\""),
      (.objectID, "\"6553f10001020304050607ff\""),
      (.binary(0, []), "\"\""), (.binary(0, [0]), "\"AA==\""),
      (.binary(0, [0xFB, 0xFF]), "\"+/8=\""),
      (.binary(128, [1, 2, 3, 4]), "\"AQIDBA==\""),
      (.binary(2, [3, 0, 0, 0, 1, 2, 3]), "\"AQID\""),
      (.binary(4, Array(0..<16)), "\"00010203-0405-0607-0809-0a0b0c0d0e0f\""),
      (.binary(4, [1]), "\"AQ==\""), (.binary(3, Array(0..<16)), "\"AAECAwQFBgcICQoLDA0ODw==\""),
      (.regex("a\"b", "im"), #"{"$regularExpression":{"pattern":"a\"b","options":"im"}}"#),
      (.timestamp(.max, 7), #"{"$timestamp":{"t":4294967295,"i":7}}"#),
      (.code("f()"), #"{"$code":"f()"}"#), (.symbol("s"), "\"s\""),
      (
        .codeWithScope("f(x)", [("x", .array([.int32(1)]))]),
        #"{"$code":"f(x)","$scope":{"x": [1]}}"#
      ),
      (
        .dbPointer("db.c", Array(0..<12)),
        #"{"$dbPointer":{"$ref":"db.c","$id":{"$oid":"000102030405060708090a0b"}}}"#
      ),
      (.minKey, #"{"$minKey":1}"#), (.maxKey, #"{"$maxKey":1}"#),
      (.undefined, #"{"$undefined":true}"#),
    ] as [(RecordsBSON, String)])
  func `values become the JSON a JavaScript program would store`(
    value: RecordsBSON, text: String
  ) throws {
    let (fate, json) = try RecordsFixture.json(value)
    #expect(fate == .staged)
    #expect(json == text)
    #expect(try RecordsFixture.json(.array([value, .null])).text == "[\(text), null]")
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_001, "2000-02-29T00:00:00.001Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
      (8_640_000_000_000_000, "+275760-09-13T00:00:00.000Z"),
      (-8_640_000_000_000_000, "-271821-04-20T00:00:00.000Z"),
      (8_640_000_000_000_001, nil), (-8_640_000_000_000_001, nil), (.max, nil), (.min, nil),
    ] as [(Int64, String?)])
  func `dates are ISO 8601 with JavaScript's years`(milliseconds: Int64, text: String?) throws {
    let (fate, json) = try RecordsFixture.json(.document([("d", .date(milliseconds))]))
    #expect(fate == (text == nil ? .rejected(.outOfRange) : .staged))
    #expect(json == text.map { "{\"d\": \"\($0)\"}" })
  }

  @Test(
    arguments: [
      (.string("a\0"), Reason.nulCharacter), (.array([.string("a\0")]), .nulCharacter),
      (.document([("a", .text([0xFF]))]), .invalidUTF8), (.text([0, 0xFF]), .invalidUTF8),
      (.code("\0"), .nulCharacter), (.symbol("\0"), .nulCharacter),
      (.document([("a", .raw(0x20, []))]), .malformed), (.array([.raw(0x10, [1])]), .malformed),
      (.document([("a", .raw(3, [6, 0, 0, 0, 1, 0]))]), .malformed),
      (.array([.raw(5, [5, 0, 0, 0, 2, 0, 0, 0, 0, 1])]), .malformed),
    ] as [(RecordsBSON, Reason)])
  func `what jsonb cannot keep rejects the record`(value: RecordsBSON, reason: Reason) throws {
    let (fate, _) = try RecordsFixture.json(value)
    #expect(fate == .rejected(reason))
  }

  private static let signs: [(UInt8, String)] = [
    (0x22, "\\\""), (0x5C, "\\\\"), (0x1F, "\\u001f"), (0x7F, "\u{7F}"),
  ]

  /// Texts are looked at eight bytes a step, so each place within a step counts.
  @Test func `a character that JSON escapes is seen in each place`() throws {
    for length in 1...17 {
      for place in 0..<length {
        for (byte, escaped) in Self.signs {
          var text = Array(repeating: UInt8(ascii: "t"), count: length)
          text[place] = byte
          let before = String(repeating: "t", count: place)
          let after = String(repeating: "t", count: length - place - 1)
          let (_, json) = try RecordsFixture.json(.text(text))
          #expect(json == "\"\(before)\(escaped)\(after)\"", "\(byte) at \(place) of \(length)")
          text[place] = 0
          #expect(try RecordsFixture.json(.text(text)).fate == .rejected(.nulCharacter))
        }
      }
    }
  }

  @Test func `member names are held to UTF-8`() throws {
    let inner = RecordsBSON.bytes(raw: [([0xED, 0xA0, 0x80], .null)])
    #expect(try RecordsFixture.json(.raw(3, inner)).fate == .rejected(.invalidUTF8))
    let array = RecordsBSON.bytes(raw: [([0xED, 0xA0, 0x80], .null), ([], .null), ([], .null)])
    #expect(try RecordsFixture.json(.raw(4, array)).text == "[null, null, null]")
  }

  @Test(arguments: [(99, true), (100, true), (101, false), (5000, false)])
  func `a hundred levels are the limit`(levels: Int, fits: Bool) throws {
    for array in [false, true] {
      var value = array ? RecordsBSON.array([]) : .document([])
      for level in 1..<levels {
        // Encoded at once, since the builder itself would recurse through all levels.
        let even = array && level % 2 == 0
        let inner = RecordsBSON.bytes([("0", value)])
        value = .raw(even ? 4 : 3, inner)
      }
      let (fate, text) = try RecordsFixture.json(value)
      #expect(fate == (fits ? .staged : .rejected(.tooDeep)))
      #expect((text?.utf8.filter { $0 == 0x7B || $0 == 0x5B }.count == levels) == fits)
    }
  }

  @Test(arguments: [2, 15, 16, 17, 18, 33, 5000])
  func `a name that repeats is found in objects of any size`(size: Int) throws {
    var members = (0..<size).map { (String("key \($0)"), RecordsBSON.int32(1)) }
    #expect(try RecordsFixture.json(.document(members)).fate == .staged)
    members[size - 1].0 = members[0].0
    #expect(try RecordsFixture.json(.document(members)).fate == .rejected(.duplicateKey))
    let nested = RecordsBSON.document([("a", .array([.document(members)]))])
    #expect(try RecordsFixture.json(nested).fate == .rejected(.duplicateKey))
    members[0].0 = "key \(size - 2)"
    members[size - 1].0 = "another"
    let expected: RecordFate = size == 2 ? .staged : .rejected(.duplicateKey)
    #expect(try RecordsFixture.json(.document(members)).fate == expected)
  }

  @Test func `names repeat only within one object and by their bytes`() throws {
    let inner = RecordsBSON.document([("a", .int32(1)), ("A", .int32(2))])
    let value = RecordsBSON.document([
      ("a", inner), ("b", inner), ("e\u{301}", .null), ("é", .null), ("\u{212A}", .null),
      ("K", .null),
    ])
    #expect(try RecordsFixture.json(value).fate == .staged)
  }
}
