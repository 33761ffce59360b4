import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsColumnTests {
  /// One value of every BSON type.
  static var everyType: [(name: String, value: RecordsBSON)] {
    [
      ("double", .double(1.5)), ("string", .string("text")), ("document", .document([])),
      ("array", .array([])), ("binary", .binary(4, Array(0..<16))), ("undefined", .undefined),
      ("objectID", .objectID), ("bool", .bool(true)), ("date", .date(0)),
      ("regex", .regex("a", "i")),
      ("dbPointer", .dbPointer("c", Array(0..<12))), ("code", .code("f()")),
      ("symbol", .symbol("s")), ("codeWithScope", .codeWithScope("f()", [])), ("int32", .int32(1)),
      ("timestamp", .timestamp(1, 2)), ("int64", .int64(1)), ("decimal", .decimal(15, -1)),
      ("minKey", .minKey), ("maxKey", .maxKey),
    ]
  }

  @Test(arguments: [
    (ColumnKind.text, ["string"]), (.boolean, ["bool"]), (.integer, ["int32", "int64"]),
    (.numeric, ["double", "int32", "int64", "decimal"]), (.timestamptz, ["date"]),
    (.uuid, ["binary"]), (.jsonb, everyType.map(\.name)),
  ])
  func `each kind of column takes its own types alone`(kind: ColumnKind, taken: [String]) throws {
    for (name, value) in Self.everyType {
      let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(kind))
      let reason: Reason = kind == .integer && name == "double" ? .outOfRange : .wrongType
      #expect(fate == (taken.contains(name) ? .staged : .rejected(reason)), "\(name)")
      #expect((row.fields[6] != nil) == taken.contains(name), "\(name)")
    }
  }

  @Test(arguments: ColumnKind.allCases)
  func `absent and null are NULL where the column or the mapping allows it`(kind: ColumnKind) throws
  {
    for value in [nil, RecordsBSON.null] {
      for (nullable, keeps) in [(true, false), (false, true), (true, true)] {
        let layout = try RecordsFixture.one(kind, nullable: nullable, keeps: keeps)
        let (fate, row) = try RecordsFixture.value(value, layout)
        #expect(fate == .staged)
        #expect(row.fields[6] == nil)
      }
      let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(kind, nullable: false))
      #expect(fate == .rejected(.valueMissing))
      #expect(row.text(4) == "v")
    }
  }

  @Test(arguments: [
    ("", 0, true), ("abc", 3, true), ("abcd", 3, false), ("äöü", 3, true), ("äöüß", 3, false),
    ("😀😀😀", 3, true), ("😀😀😀😀", 3, false), ("e\u{301}e\u{301}", 3, false), (" a ", 3, true),
    ("👨‍👩‍👧", 5, true), ("👨‍👩‍👧", 4, false), ("\r\n", 2, true), ("\r\n", 1, false),
  ])
  func `text lengths count code points and nothing is trimmed`(
    text: String, limit: Int, fits: Bool
  ) throws {
    let layout = try RecordsFixture.one(.text, maxLength: limit)
    let (fate, row) = try RecordsFixture.value(.string(text), layout)
    #expect(fate == (fits ? .staged : .rejected(.tooLong)))
    #expect(row.fields[6] == (fits ? Array(text.utf8) : nil))
  }

  @Test(
    arguments: [
      [0x80], [0xC2], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
      [0xF5, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], Array("twelve bytes".utf8) + [0xFF],
    ] as [[UInt8]])
  func `ill-formed UTF-8 is never stored`(bytes: [UInt8]) throws {
    for kind in [ColumnKind.text, .jsonb, .uuid] {
      let (fate, _) = try RecordsFixture.value(.text(bytes), RecordsFixture.one(kind))
      #expect(fate == .rejected(.invalidUTF8))
    }
  }

  @Test(
    arguments: [
      (.int32(-5), "-5"), (.int64(.min), "-9223372036854775808"),
      (.double(49_301_234_567), "49301234567"),
      (.double(-0.0), "0"), (.double(0x1p53 - 1), "9007199254740991"),
      (.double(0.5), nil), (.double(.nan), nil), (.double(.infinity), nil), (.decimal(5, 0), nil),
    ] as [(RecordsBSON, String?)])
  func `integers become digits where the mapping says so`(
    value: RecordsBSON, digits: String?
  ) throws {
    let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(.text, digits: true))
    #expect(fate == (digits == nil ? .rejected(.wrongType) : .staged))
    #expect(row.text(6) == digits)
    let plain = try RecordsFixture.value(value, RecordsFixture.one(.text))
    #expect(plain.fate == .rejected(.wrongType))
  }

  @Test(arguments: [0x1p53, -0x1p53, 1e20, -.greatestFiniteMagnitude])
  func `a whole number that a double does not tell apart is out of range`(number: Double) throws {
    let column = try RecordsFixture.one(.text, digits: true)
    #expect(try RecordsFixture.value(.double(number), column).fate == .rejected(.outOfRange))
  }

  @Test func `digits are held to the column's length as well`() throws {
    let layout = try RecordsFixture.one(.text, maxLength: 4, digits: true)
    #expect(try RecordsFixture.value(.int32(1234), layout).fate == .staged)
    #expect(try RecordsFixture.value(.int32(-1234), layout).fate == .rejected(.tooLong))
  }

  @Test(
    arguments: [
      (.int32(.max), Int64(Int32.max)), (.int64(.min), .min), (.int64(.max), .max),
      (.double(-0.0), 0), (.double(-0x1p63), .min), (.double(0x1p63), nil),
      (.double(0x1.fffffffffffffp62), 9_223_372_036_854_774_784), (.double(0.5), nil),
      (.double(.nan), nil), (.double(-.infinity), nil), (.double(1e300), nil),
    ] as [(RecordsBSON, Int64?)])
  func `integers are exact or rejected`(value: RecordsBSON, number: Int64?) throws {
    let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(.integer))
    #expect(fate == (number == nil ? .rejected(.outOfRange) : .staged))
    #expect(row.int64(6) == number)
  }

  @Test func `integers stay in the column's range`() throws {
    let layout = try RecordsFixture.one(.integer, integers: -32768...32767)
    for (number, fits) in [(32767, true), (32768, false), (-32768, true), (-32769, false)] {
      let (fate, _) = try RecordsFixture.value(.int32(Int32(number)), layout)
      #expect(fate == (fits ? .staged : .rejected(.outOfRange)))
    }
  }

  @Test(
    arguments: [
      (946_684_800_000, 0), (946_684_799_999, -1000), (0, -946_684_800_000_000),
      (-210_866_803_200_000, -211_813_488_000_000_000), (-210_866_803_200_001, nil),
      (9_224_318_015_999_999, 9_223_371_331_199_999_000), (9_224_318_016_000_000, nil),
      (.max, nil), (.min, nil),
    ] as [(Int64, Int64?)])
  func `dates are microseconds within PostgreSQL's limits`(
    milliseconds: Int64, microseconds: Int64?
  ) throws {
    let (fate, row) = try RecordsFixture.value(
      .date(milliseconds), RecordsFixture.one(.timestamptz))
    #expect(fate == (microseconds == nil ? .rejected(.outOfRange) : .staged))
    #expect(row.int64(6) == microseconds)
  }

  @Test(
    arguments: [
      (.string("00010203-0405-0607-0809-0a0b0c0d0e0f"), true),
      (.string("00010203-0405-0607-0809-0A0B0C0D0E0F"), true), (.binary(4, Array(0..<16)), true),
      (.binary(3, Array(0..<16)), false), (.binary(4, Array(0..<15)), false),
      (.binary(4, Array(0..<17)), false), (.string("000102030405060708090a0b0c0d0e0f"), false),
      (.string("{00010203-0405-0607-0809-0a0b0c0d0e0f}"), false), (.string(""), false),
      (.string("0001020-30405-0607-0809-0a0b0c0d0e0f"), false),
      (.string("g0010203-0405-0607-0809-0a0b0c0d0e0f"), false),
    ] as [(RecordsBSON, Bool)])
  func `a uuid is binary or its usual text`(value: RecordsBSON, taken: Bool) throws {
    let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(.uuid))
    #expect(fate == (taken ? .staged : .rejected(.wrongType)))
    #expect(row.fields[6] == (taken ? Array(0..<16) : nil))
  }

  @Test func `a dotted path descends into documents, and into lists by place`() throws {
    let layout = try RecordsFixture.one(.text, nullable: false, field: "a.b.0")
    func fate(_ value: RecordsBSON) throws -> (RecordFate, String?) {
      let result = try RecordsFixture.encode([("email", .string("a@b")), ("a", value)], layout)
      return (result.fate, result.row.text(result.fate == .staged ? 6 : 4))
    }
    let inner: [(String, RecordsBSON)] = [("x", .null), ("0", .string("found"))]
    #expect(try fate(.document([("b", .document(inner))])) == (.staged, "found"))
    #expect(try fate(.document([("b", .array([.string("first")]))])) == (.staged, "first"))
    #expect(
      try fate(.document([("b", .array([]))])) == (.rejected(.valueMissing), "a.b.0"))
    #expect(try fate(.string("no document")) == (.rejected(.wrongType), "a.b.0"))
    let twice = RecordsBSON.document([("b", .null), ("b", .document(inner))])
    #expect(try fate(twice) == (.rejected(.duplicateKey), "a.b"))
  }

  @Test func `one field may fill several columns and a part of it another`() throws {
    var layout = try RecordsFixture.one(.jsonb, field: "a")
    let text = try RecordsFixture.one(.text, field: "a.b").columns
    layout.columns += text + text
    let (fate, row) = try RecordsFixture.encode(
      [("a", .document([("b", .string("x"))])), ("email", .string("a@b"))], layout)
    #expect(fate == .staged)
    #expect(row.json(6) == #"{"b": "x"}"#)
    #expect(row.text(7) == "x" && row.text(8) == "x")
  }
}
