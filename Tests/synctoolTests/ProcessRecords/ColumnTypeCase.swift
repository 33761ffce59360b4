/// One type of column and the values of records that go into it.
struct ColumnTypeCase: CustomStringConvertible, Sendable {
  /// The type as SQL.
  var type: String
  /// The mapping's word.
  var kind: String
  /// What the type needs in the database.
  var setUp = ""
  /// Values in Extended JSON, each with the text that PostgreSQL writes for what is stored; no two are equal.
  var values: [(json: String, text: String)]
  /// Values that reject their record, or that PostgreSQL refuses, with the verdict.
  var refused: [(json: String, verdict: String)] = []

  var description: String { type }

  private static let tooGreat = "rejected out-of-range v"
  private static let wrong = "rejected wrong-type v"
  private static let unknown = "rejected unknown-label v"

  private static func date(_ text: String) -> String { #"{"$date":"\#(text)"}"# }
  private static func double(_ text: String) -> String { #"{"$numberDouble":"\#(text)"}"# }
  private static func decimal(_ text: String) -> String { #"{"$numberDecimal":"\#(text)"}"# }
  private static func long(_ text: String) -> String { #"{"$numberLong":"\#(text)"}"# }

  static let all = (numbers + times + texts + documents + domains).filter {
    TestServer.canRun($0.setUp)
  }

  private static let doubles: [(json: String, text: String)] = [
    (double("0.1"), "0.1"), (double("-0.0"), "-0"),
    (double("1.7976931348623157E308"), "1.7976931348623157e+308"),
    (double("5E-324"), "5e-324"), (double("NaN"), "NaN"), (double("Infinity"), "Infinity"),
    (double("-Infinity"), "-Infinity"), (long("9007199254740992"), "9.007199254740992e+15"),
    (long("-9223372036854775808"), "-9.223372036854776e+18"), (decimal("12.34"), "12.34"),
    (decimal("1E+22"), "1e+22"), (decimal("9.31322574615478515625E-10"), "9.313225746154785e-10"),
    (decimal("-1.50"), "-1.5"), ("7", "7"),
  ]

  private static let numbers = [
    ColumnTypeCase(
      type: "smallint", kind: "integer",
      values: [("-32768", "-32768"), ("32767", "32767"), (double("5.0"), "5")],
      refused: [
        ("32768", tooGreat), ("-32769", tooGreat), ("1.5", tooGreat), (#""1""#, wrong),
        ("true", wrong),
      ]),
    ColumnTypeCase(
      type: "integer", kind: "integer",
      values: [("-2147483648", "-2147483648"), ("2147483647", "2147483647")],
      refused: [("2147483648", tooGreat), (double("1E300"), tooGreat), (decimal("1"), wrong)]),
    ColumnTypeCase(
      type: "bigint", kind: "integer",
      values: [
        ("-9223372036854775808", "-9223372036854775808"),
        (long("9223372036854775807"), "9223372036854775807"),
      ],
      refused: [(double("9223372036854775808"), tooGreat), (double("NaN"), tooGreat)]),
    ColumnTypeCase(
      type: "numeric(6,2)", kind: "numeric",
      values: [("1234.56", "1234.56"), (decimal("1.5"), "1.50"), (long("-9999"), "-9999.00")],
      refused: [
        ("0.001", tooGreat), ("10000", tooGreat), (double("NaN"), tooGreat), (#""1""#, wrong),
      ]),
    ColumnTypeCase(
      type: "double precision", kind: "numeric", values: doubles,
      refused: [
        (long("9007199254740993"), tooGreat), (long("9223372036854775807"), tooGreat),
        (decimal("0.10000000000000000555"), tooGreat), (decimal("9007199254740993"), tooGreat),
        (decimal("1E+400"), tooGreat), (decimal("1E-400"), tooGreat), (#""1.5""#, wrong),
        ("true", wrong),
        (date("2020-01-01T00:00:00Z"), wrong),
      ]),
  ]

  private static let times = [
    ColumnTypeCase(
      type: "timestamp", kind: "timestamptz",
      values: [
        // An hour that is no hour, or two, in many a time zone.
        (date("2021-03-28T02:30:00.123Z"), "2021-03-28 02:30:00.123"),
        (date("2021-10-31T01:30:00Z"), "2021-10-31 01:30:00"),
        (#"{"$date":{"$numberLong":"-1"}}"#, "1969-12-31 23:59:59.999"),
        (#"{"$date":{"$numberLong":"-62135596800001"}}"#, "0001-12-31 23:59:59.999 BC"),
      ],
      refused: [
        (#"{"$date":{"$numberLong":"9223372036854775807"}}"#, tooGreat), (#""2020-01-01""#, wrong),
        ("1577836800000", wrong),
      ]),
    ColumnTypeCase(
      type: "timestamp(3) without time zone", kind: "timestamptz",
      values: [
        (date("2020-02-29T23:59:59.999Z"), "2020-02-29 23:59:59.999"),
        (date("1999-12-31T00:00:00Z"), "1999-12-31 00:00:00"),
      ]),
    ColumnTypeCase(
      type: "timestamptz", kind: "timestamptz",
      values: [
        (date("2021-03-28T02:30:00.123Z"), "2021-03-28 02:30:00.123+00"),
        (date("1999-12-31T00:00:00Z"), "1999-12-31 00:00:00+00"),
      ]),
  ]

  private static let texts = [
    ColumnTypeCase(
      type: "public.mood", kind: "text",
      setUp: #"CREATE TYPE public.mood AS ENUM ('ok', 'OK', 'it''s "so" \ ', 'café', '');"#,
      values: [
        (#""ok""#, "ok"), (#""OK""#, "OK"), (#""it's \"so\" \\ ""#, #"it's "so" \ "#),
        (#""caf\u00e9""#, "café"),
        (#""""#, ""),
      ],
      refused: [
        (#""Ok""#, unknown), (#""ok ""#, unknown), (#""cafe\u0301""#, unknown),
        (#""sad""#, unknown),
        ("1", wrong), ("[]", wrong),
      ]),
    ColumnTypeCase(
      type: "char(3)", kind: "text",
      values: [
        (#""abc""#, "abc"), (#""a""#, "a"), (#"" b""#, " b"), (#""äöü""#, "äöü"), (#""""#, ""),
      ],
      refused: [(#""abcd""#, "rejected too-long v"), (#""ab ""#, tooGreat), (#"" ""#, tooGreat)]),
    ColumnTypeCase(
      type: "varchar(3)", kind: "text",
      values: [(#""ab ""#, "ab "), (#""äöü""#, "äöü"), (#""""#, "")],
      refused: [(#""abcd""#, "rejected too-long v"), (#""a\u0000""#, "rejected nul-character v")]),
    ColumnTypeCase(
      type: "varchar", kind: "text", values: [(#""a""#, "a"), (#""A""#, "A"), (#""a ""#, "a ")]),
    ColumnTypeCase(
      type: "public.citext", kind: "text", setUp: "CREATE EXTENSION citext SCHEMA public;",
      values: [(#""ab""#, "ab"), (#""AB""#, "AB"), (#""ab ""#, "ab ")]),
    ColumnTypeCase(
      type: "uuid", kind: "uuid",
      values: [
        (#""00112233-4455-6677-8899-AABBCCDDEEFF""#, "00112233-4455-6677-8899-aabbccddeeff"),
        (
          #"{"$uuid":"ffffffff-4455-6677-8899-aabbccddeeff"}"#,
          "ffffffff-4455-6677-8899-aabbccddeeff"
        ),
      ], refused: [(#""no""#, wrong)]),
    ColumnTypeCase(
      type: "boolean", kind: "boolean", values: [("true", "true"), ("false", "false")],
      refused: [("1", wrong)]),
  ]

  private static let objects: [(json: String, text: String)] = [
    (#"{"b":1,"a":[1.5,"x",null],"c":{}}"#, #"{"a": [1.5, "x", null], "b": 1, "c": {}}"#),
    (#""\\u0000 and \\ud800 and 1e999999""#, #""\\u0000 and \\ud800 and 1e999999""#),
    ("[]", "[]"), ("true", "true"), (#"{"é":"\"\\"}"#, #"{"é": "\"\\"}"#),
    (decimal("1E+6000"), "1" + String(repeating: "0", count: 6000)),
  ]

  private static let documents = [
    ColumnTypeCase(
      type: "json", kind: "jsonb", values: objects,
      refused: [(#"{"a":"\u0000"}"#, "rejected nul-character v")]),
    ColumnTypeCase(type: "jsonb", kind: "jsonb", values: objects),
  ]

  private static let domains = [
    ColumnTypeCase(
      type: "public.phone", kind: "text",
      setUp:
        "CREATE DOMAIN public.phone AS varchar(5) CONSTRAINT digits CHECK (VALUE ~ '^[0-9]*$');",
      values: [(#""123""#, "123"), (#""""#, "")],
      refused: [
        (#""123456""#, "rejected too-long v"), (#""12a""#, "failed check-violation digits"),
      ]),
    ColumnTypeCase(
      type: "public.small", kind: "integer",
      setUp: """
        CREATE DOMAIN public.whole AS smallint CONSTRAINT positive CHECK (VALUE > 0);
        CREATE DOMAIN public.small AS public.whole CONSTRAINT below CHECK (VALUE < 100);
        """,
      values: [("1", "1"), ("99", "99")],
      refused: [
        ("0", "failed check-violation positive"), ("100", "failed check-violation below"),
        ("32768", tooGreat),
      ]),
    ColumnTypeCase(
      type: "public.price", kind: "numeric", setUp: "CREATE DOMAIN public.price AS numeric(6,2);",
      values: [("1.5", "1.50"), ("2", "2.00")], refused: [("0.001", tooGreat)]),
    ColumnTypeCase(
      type: "public.ratio", kind: "numeric",
      setUp: "CREATE DOMAIN public.ratio AS float8 CONSTRAINT part CHECK (VALUE BETWEEN 0 AND 1);",
      values: [("0.1", "0.1"), ("1", "1")],
      refused: [("1.5", "failed check-violation part"), (#""1""#, wrong)]),
    ColumnTypeCase(
      type: "public.moment", kind: "timestamptz",
      setUp: "CREATE DOMAIN public.moment AS timestamp;",
      values: [
        (date("2021-03-28T02:30:00.123Z"), "2021-03-28 02:30:00.123"),
        (date("1999-12-31T00:00:00Z"), "1999-12-31 00:00:00"),
      ]),
    ColumnTypeCase(
      type: "public.feeling", kind: "text",
      setUp: """
        CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'mad');
        CREATE DOMAIN public.feeling AS public.mood CONSTRAINT calm CHECK (VALUE <> 'mad');
        """,
      values: [(#""sad""#, "sad"), (#""ok""#, "ok")],
      refused: [(#""mad""#, "failed check-violation calm"), (#""Sad""#, unknown)]),
    ColumnTypeCase(
      type: "public.place", kind: "jsonb",
      setUp:
        "CREATE DOMAIN public.place AS json CONSTRAINT object CHECK (json_typeof(VALUE) = 'object');",
      values: [(#"{"a":1}"#, #"{"a": 1}"#), (#"{"a":2}"#, #"{"a": 2}"#)],
      refused: [("[]", "failed check-violation object")]),
    ColumnTypeCase(
      type: "public.flag", kind: "boolean", setUp: "CREATE DOMAIN public.flag AS boolean;",
      values: [("true", "true"), ("false", "false")]),
    ColumnTypeCase(
      type: "public.code", kind: "text", setUp: "CREATE DOMAIN public.code AS char(4);",
      values: [(#""ab""#, "ab"), (#""abcd""#, "abcd")], refused: [(#""a ""#, tooGreat)]),
    ColumnTypeCase(
      type: "public.key", kind: "uuid", setUp: "CREATE DOMAIN public.key AS uuid;",
      values: [
        (#""00112233-4455-6677-8899-aabbccddeeff""#, "00112233-4455-6677-8899-aabbccddeeff"),
        (#""ffffffff-4455-6677-8899-aabbccddeeff""#, "ffffffff-4455-6677-8899-aabbccddeeff"),
      ]),
  ]
}
