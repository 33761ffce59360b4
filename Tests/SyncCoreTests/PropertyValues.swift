/// The values that random records and rows are made of, the hostile ones among them.
enum PropertyValues {
  /// Few, so that they meet: twins by case, by Unicode form, and by what other folds merge.
  static let emails = [
    "ann@example.com", "bob@example.com", "carl.k@example.org", "kim@x.de", "\u{212A}im@x.de",
    "i@x.de", "\u{131}@x.de", "\u{130}@x.de", "zo\u{E9}@x.de", "zoe\u{301}@x.de", "\u{C4}NNE@x.de",
    "\u{E4}NNE@x.de", "stra\u{DF}e@x.de", "STRASSE@x.de", "\u{1F600}@x.de", "o'neil\"\\@x.de",
    "{a,b}@x.de", "%_*@x.de", "null@x.de",
    "a.b+c@\u{444}\u{438}\u{440}\u{43C}\u{430}.\u{440}\u{444}",
  ]

  /// None of them can be a key.
  static let badEmails = [
    "no-at", "a@@x.de", "a@b@x.de", "@x.de", "a@", "@", "a b@x.de", "a\tb@x.de", "a@x .de",
    "a\u{A0}b@x.de", "\u{A0}ann@example.com", "ann@example.com\u{A0}", "a\u{200B}@x.de",
    "\u{FEFF}ann@example.com", "a\u{AD}b@x.de", "a\u{3000}b@x.de", "a\u{85}b@x.de",
    "a\u{2028}b@x.de", "a\u{180E}b@x.de", "a\u{202E}b@x.de", "a\u{7F}b@x.de", "a\u{1}b@x.de",
    "a\u{1680}b@x.de", "a\u{2060}b@x.de", "\u{E0001}a@x.de", "a\u{200D}b@x.de",
  ]

  static let blanks = ["", " ", "\t\r\n\u{B}\u{C} "]

  static let spaces = [" ", "\t", "\n", "\u{B}", "\u{C}", "\r", "  \r\n"]

  static let names = [
    "Ann", "ann", "Ann ", " Ann", "", "O'Neil \\ \"x\"", "zo\u{E9}", "zoe\u{301}", "\u{202E}nnA",
    "line\nbreak\ttab", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\\N", "NULL", "\u{FFFD}",
    String(repeating: "n", count: 255), String(repeating: "\u{E9}", count: 255),
    String(repeating: "\u{1F600}", count: 255), String(repeating: "e\u{301}", count: 127),
    String(repeating: "x", count: 254) + " ",
  ]

  static let longNames = [
    String(repeating: "n", count: 256), String(repeating: "\u{1F600}", count: 256),
    String(repeating: "e\u{301}", count: 128), String(repeating: "n", count: 255) + " ",
  ]

  static let phones: [RecordsBSON] = [
    .string("+49 30 123"), .string("030/123"), .string(""), .string(" 5 "), .string("5"), .int32(5),
    .int64(5), .double(5), .int32(-7), .int64(4_930_123_456_789), .double(4_930_123_456),
    .double(-0.0), .int64(.min), .int64(.max), .double(9_007_199_254_740_991),
    .string(String(repeating: "\u{E9}", count: 50)), .string("4930123456789"),
  ]

  static let badPhones: [RecordsBSON] = [
    .double(1.5), .double(.nan), .double(.infinity),
    .bool(true), .array([.string("1")]),
    .document([]),
    .decimal(5, 0), .date(0), .double(1e300),
    .string(String(repeating: "1", count: 51)),
    .string(String(repeating: " ", count: 51)), .string("1\u{0}2"),
    .text([0x31, 0xC0, 0x80]), .text([0xED, 0xA0, 0x80]),
  ]

  /// Milliseconds since 1970 and what JavaScript's `toISOString` makes of them.
  static let isoDates: [Int64: String] = [
    0: "1970-01-01T00:00:00.000Z", -1: "1969-12-31T23:59:59.999Z",
    1_700_000_000_123: "2023-11-14T22:13:20.123Z", 951_782_400_000: "2000-02-29T00:00:00.000Z",
    253_402_300_800_000: "+010000-01-01T00:00:00.000Z",
    -62_198_755_200_000: "-000001-01-01T00:00:00.000Z",
  ]

  static let scalars: [RecordsBSON] = [
    .int32(1), .int64(1), .double(1), .double(1.5), .double(-0.0), .double(0.1), .double(1e21),
    .double(1e-7), .double(.leastNonzeroMagnitude), .double(1.7976931348623157e308),
    .int64(9_007_199_254_740_993),
    .double(9_007_199_254_740_992), .double(.nan), .double(.infinity), .double(-.infinity),
    .decimal(10, -1), .decimal(1, 0), .decimal(15, -1), .decimal(0, -5, negative: true),
    .decimal(7, 300), .decimal(7, -300), .bid(0x7800_0000_0000_0000, 0),
    .bid(0xF800_0000_0000_0000, 0), .bid(0x7C00_0000_0000_0000, 0), .bool(true), .bool(false),
    .null, .string(""), .string("1"), .string("Main St. 5"), .string("zo\u{E9}"),
    .string("zoe\u{301}"), .string("\u{1F600}\u{1}\u{7F}\"\\/\u{2028}"), .objectID,
    .binary(0, []), .binary(0, [1, 2, 3, 255]), .binary(0, [0xFB]), .binary(5, [9, 8]),
    .binary(4, [0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255]),
    .binary(4, [1, 2]), .date(0), .date(-1), .date(1_700_000_000_123), .date(951_782_400_000),
    .date(253_402_300_800_000), .date(-62_198_755_200_000), .minKey, .maxKey, .undefined,
    .timestamp(4_294_967_295, 1), .regex("^a\"b$", "im"), .code("f()"), .document([]), .array([]),
  ]

  static let members = [
    "street", "city", "zip", "a b", "", "$x", "a.b", "zo\u{E9}", "zoe\u{301}", "k", "\u{212A}", "K",
    "length", "__proto__", "0", "\"",
  ]

  /// Milliseconds, some of which PostgreSQL holds and JavaScript does not.
  static let creations: [Int64] = [
    0, -1, 1_600_000_000_001, 951_782_400_000, -210_866_803_200_000, 9_224_318_015_999_999,
  ]

  static let badCreations: [RecordsBSON] = [
    .string("2020-01-01"), .int64(5),
    .timestamp(5, 5),
    .date(.max), .date(.min),
    .date(-210_866_803_200_001), .date(9_224_318_016_000_000),
  ]

  static let updates: [RecordsBSON] = [
    .date(5), .date(6), .date(-5), .date(1_700_000_000_000), .date(.max), .date(.min), .null,
    .string("2030-01-01"), .int64(9_000_000_000_000), .timestamp(2_000_000_000, 1),
  ]
}
