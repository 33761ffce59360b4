import TestSupport
import Testing

/// Values of every BSON type on their way from the wire, or a dump, to jsonb.
struct ValueTests {
  private static let decimal: [UInt8] =
    [0x7B, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3C, 0x30]  // 123E-2
  private static let uuid: [UInt8] = [16, 0, 0, 0, 4] + Array(0..<16)

  private static let address: [(String, TestBSON)] = [
    ("id", .id(1)), ("date", .date(1_700_000_000_123)), ("int", .int32(-5)), ("no", .null),
    ("yes", .bool(true)), ("long", .raw(18, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])),
    ("tenth", .raw(1, [0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F])),
    ("nan", .raw(1, [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])),
    ("infinite", .raw(1, [0, 0, 0, 0, 0, 0, 0xF0, 0xFF])), ("decimal", .raw(19, decimal)),
    ("uuid", .raw(5, uuid)), ("bytes", .raw(5, [3, 0, 0, 0, 0, 1, 2, 3])),
    ("text", .string("\u{1}\"\\é\u{2028}")), ("inner", .document([("", .string("empty name"))])),
  ]

  private static let stored = [
    "bytes|AQID", "date|2023-11-14T22:13:20.123Z", "decimal|1.23", "id|\(TestRecord.id(1))",
    "infinite|-Infinity", #"inner|{"": "empty name"}"#, "int|-5", "long|9223372036854775807",
    "nan|NaN", "no|", "tenth|0.1", "text|\u{1}\"\\é\u{2028}",
    "uuid|00010203-0405-0607-0809-0a0b0c0d0e0f", "yes|true",
  ]

  @Test(arguments: [true, false])
  func `an address arrives as a JavaScript program would have stored it`(fromServer: Bool) throws {
    let stage = try ProcessStage()
    let record = TestBSON.client(
      1,
      [
        ("email", .string("a@x.test")), ("name", .string("A")),
        ("address", .document(Self.address)),
      ])
    let peer = try ScriptedMongo([record])
    try stage.file("dump.bson", record)
    stage.environment["SYNCTOOL_SOURCE"] = fromServer ? peer.uri : "dump.bson"
    try stage.expect(0)
    let values = """
      SELECT key, value FROM public.clients, jsonb_each_text(address) ORDER BY key COLLATE "C"
      """
    #expect(try stage.database.rows(values) == Self.stored)
    let before = try stage.database.fingerprint()
    #expect(try stage.expect(0, "--force").counts() == ["read": 1, "unchanged": 1])
    #expect(try stage.database.fingerprint() == before)
  }

  private static let phones: [(TestBSON, String)] = [
    (.string("+49 30 1"), "+49 30 1"), (.int32(49), "49"),
    (.raw(18, [0, 0, 0, 0, 1, 0, 0, 0]), "4294967296"),
    (.raw(1, [0, 0, 0, 0, 0, 0x48, 0x93, 0x40]), "1234"), (.null, ""),
  ]

  @Test func `a phone that is an integer becomes its digits`() throws {
    let stage = try ProcessStage()
    let records = Self.phones.enumerated().map {
      TestBSON.client(
        $0, [("email", .string("c\($0)@x.test")), ("name", .string("A")), ("phone", $1.0)])
    }
    try stage.file("dump.bson", records.flatMap { $0 })
    try stage.expect(0, "--source", "dump.bson")
    #expect(
      try stage.database.rows("SELECT phone FROM public.clients ORDER BY email")
        == Self.phones.map(\.1))
  }

  @Test func `the time of creation is createdAt, else the ObjectId's, else now`() throws {
    let stage = try ProcessStage()
    try stage.source([
      TestRecord.client(1, "a@x.test", #""createdAt":{"$date":"2001-02-03T04:05:06.789Z"}"#),
      TestRecord.client(2, "b@x.test"), #"{"_id":"text","email":"c@x.test","name":"C"}"#,
    ])
    try stage.expect(0)
    #expect(
      try stage.database.rows(
        """
        SELECT CASE WHEN createdat > now() - interval '1 minute' THEN 'now'
          ELSE createdat::text END FROM public.clients ORDER BY email
        """) == ["2001-02-03 04:05:06.789+00", "2023-11-14 22:13:20+00", "now"])
  }
}
