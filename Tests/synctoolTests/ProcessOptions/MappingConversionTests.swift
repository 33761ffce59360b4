import Testing

/// Conversions that a mapping states, run as processes; nothing is converted that it does not.
struct MappingConversionTests {
  private static let table = """
    CREATE TABLE public.clients (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      email TEXT NOT NULL UNIQUE, v_iso TIMESTAMPTZ, v_ms3 TIMESTAMPTZ(3), v_epoch TIMESTAMPTZ,
      v_epochms TIMESTAMPTZ, v_flag BOOLEAN, v_bit BOOLEAN, v_int INTEGER, v_num NUMERIC(10,2),
      v_ids VARCHAR(36), v_key TEXT, locked BOOLEAN, born TIMESTAMPTZ, seen TIMESTAMPTZ);
    """

  private static let mapping = """
    {"protected": {"field": "lock", "column": "locked", "from": "number", "default": false},
     "createdAt": {"field": "made", "column": "born", "from": "epoch"},
     "updatedAt": {"field": "changed", "column": "seen", "from": "iso"},
     "columns": [
      {"field": "iso", "column": "v_iso", "type": "timestamptz", "from": "iso"},
      {"field": "ms3", "column": "v_ms3", "type": "timestamptz", "from": "iso"},
      {"field": "epoch", "column": "v_epoch", "type": "timestamptz", "from": "epoch"},
      {"field": "epochms", "column": "v_epochms", "type": "timestamptz", "from": "epoch-ms"},
      {"field": "flag", "column": "v_flag", "type": "boolean", "from": "text"},
      {"field": "bit", "column": "v_bit", "type": "boolean", "from": "number"},
      {"field": "int", "column": "v_int", "type": "integer", "from": "text"},
      {"field": "num", "column": "v_num", "type": "numeric", "from": "text"},
      {"field": "ids", "column": "v_ids", "ids": true, "integers": true},
      {"field": "_id", "column": "v_key", "ids": true, "integers": true}]}
    """

  private static func stage(_ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage(table)
    try stage.file("mapping.json", mapping)
    try stage.source(records)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  private static func record(_ id: String, _ mail: String, _ members: String) -> String {
    #"{"_id":\#(id),"email":"\#(mail)"\#(members.isEmpty ? "" : "," + members)}"#
  }

  private static let oid = #"{"$oid":"5f0000000000000000000001"}"#
  private static let uuid = #"{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}"#

  /// Members, the column that they fill, its value.
  private static let good: [(String, String, String)] = [
    (#""iso":"2024-02-29""#, "v_iso", "2024-02-29 00:00:00+00"),
    (#""iso":"2024-02-29T23:59:59.123456Z""#, "v_iso", "2024-02-29 23:59:59.123456+00"),
    (#""iso":"2024-02-29t23:59:59.1234560000z""#, "v_iso", "2024-02-29 23:59:59.123456+00"),
    (#""iso":"2024-03-01 00:30+01:00""#, "v_iso", "2024-02-29 23:30:00+00"),
    (#""iso":"1969-12-31T23:59:59.999999-0030""#, "v_iso", "1970-01-01 00:29:59.999999+00"),
    (#""iso":"-000001-01-01T00:00:00Z""#, "v_iso", "0002-01-01 00:00:00+00 BC"),
    (#""iso":"+012345-01-01T00:00:00+05""#, "v_iso", "12344-12-31 19:00:00+00"),
    (#""iso":{"$date":"2024-02-29T00:00:00.001Z"}"#, "v_iso", "2024-02-29 00:00:00.001+00"),
    (#""ms3":"2024-02-29T00:00:00.001Z""#, "v_ms3", "2024-02-29 00:00:00.001+00"),
    (#""epoch":1700000000"#, "v_epoch", "2023-11-14 22:13:20+00"),
    (#""epoch":1700000000.25"#, "v_epoch", "2023-11-14 22:13:20.25+00"),
    (#""epoch":-0.000001"#, "v_epoch", "1969-12-31 23:59:59.999999+00"),
    (#""epoch":{"$numberDecimal":"17E8"}"#, "v_epoch", "2023-11-14 22:13:20+00"),
    (#""epochms":1700000000123"#, "v_epochms", "2023-11-14 22:13:20.123+00"),
    (#""epochms":-1.5"#, "v_epochms", "1969-12-31 23:59:59.9985+00"),
    (#""flag":"true""#, "v_flag", "t"), (#""flag":"False""#, "v_flag", "f"),
    (#""flag":true"#, "v_flag", "t"), (#""bit":1"#, "v_bit", "t"), (#""bit":0.0"#, "v_bit", "f"),
    (#""bit":{"$numberLong":"1"}"#, "v_bit", "t"), (#""bit":false"#, "v_bit", "f"),
    (#""int":"-42""#, "v_int", "-42"), (#""int":"1e3""#, "v_int", "1000"),
    (#""int":7"#, "v_int", "7"),
    (#""int":"5.0""#, "v_int", "5"), (#""num":"12.50""#, "v_num", "12.50"),
    (#""num":"-0.1""#, "v_num", "-0.10"), (#""num":3"#, "v_num", "3.00"),
    (#""ids":"as it is""#, "v_ids", "as it is"),
    (#""ids":\#(oid)"#, "v_ids", "5f0000000000000000000001"),
    (#""ids":\#(uuid)"#, "v_ids", "00112233-4455-6677-8899-aabbccddeeff"),
    (#""ids":12"#, "v_ids", "12"),
    (#""lock":1"#, "locked", "t"), (#""lock":0"#, "locked", "f"), (#""lock":null"#, "locked", "f"),
    (#""made":0"#, "born", "1970-01-01 00:00:00+00"),
  ]

  @Test func `values are converted as the mapping says, and those of the column's type stay`()
    throws
  {
    let stage = try Self.stage(
      Self.good.enumerated().map {
        Self.record("\($0.offset)", "c\($0.offset)@x.test", $0.element.0)
      })
    try stage.expect(0)
    for (number, (members, column, value)) in Self.good.enumerated() {
      let found = try stage.database.value(
        "SELECT \(column) FROM public.clients WHERE email = 'c\(number)@x.test'")
      #expect(found == value, "\(members)")
    }
    let before = try stage.database.fingerprint(table: "public.clients")
    #expect(
      try stage.run("--force").counts() == ["read": Self.good.count, "unchanged": Self.good.count])
    #expect(try stage.database.fingerprint(table: "public.clients") == before)
  }

  private static let bad: [(String, String)] = [
    (#""iso":"2023-02-29""#, "wrong-type iso"),
    (#""iso":"2024-04-31T00:00:00Z""#, "wrong-type iso"),
    (#""iso":"2024-01-01T00:00:00""#, "wrong-type iso"),
    (#""iso":"2024-01-01T23:59:60Z""#, "wrong-type iso"),
    (#""iso":"2024-01-01T24:00:00Z""#, "wrong-type iso"), (#""iso":"""#, "wrong-type iso"),
    (#""iso":"now""#, "wrong-type iso"), (#""iso":"infinity""#, "wrong-type iso"),
    (#""iso":"2024-01-01Z""#, "wrong-type iso"), (#""iso":" 2024-01-01""#, "wrong-type iso"),
    (#""iso":"2024-01-01T00:00:00.Z""#, "wrong-type iso"), (#""iso":1700000000"#, "wrong-type iso"),
    (#""iso":"2024-01-01T00:00:00.1234567Z""#, "out-of-range iso"),
    (#""iso":"+294277-01-01T00:00:00Z""#, "out-of-range iso"),
    (#""ms3":"2024-02-29T00:00:00.0001Z""#, "out-of-range ms3"),
    (#""epoch":"1700000000""#, "wrong-type epoch"), (#""epoch":1e300"#, "out-of-range epoch"),
    (#""epoch":{"$numberDouble":"NaN"}"#, "out-of-range epoch"),
    (#""epoch":0.0000001"#, "out-of-range epoch"), (#""epochms":0.0001"#, "out-of-range epochms"),
    (#""flag":"yes""#, "wrong-type flag"), (#""flag":"""#, "wrong-type flag"),
    (#""flag":1"#, "wrong-type flag"),
    (#""bit":2"#, "out-of-range bit"), (#""bit":0.5"#, "out-of-range bit"),
    (#""bit":"1""#, "wrong-type bit"),
    (#""int":"1.5""#, "out-of-range int"), (#""int":"2147483648""#, "out-of-range int"),
    (#""int":" 1""#, "wrong-type int"), (#""int":"+1""#, "wrong-type int"),
    (#""int":"007""#, "wrong-type int"),
    (#""int":"12345678901234567890123456789012345""#, "out-of-range int"),
    (#""int":"12345678901234567890123456789012345x""#, "wrong-type int"),
    (#""int":"1e99999""#, "out-of-range int"), (#""int":"1e""#, "wrong-type int"),
    (#""num":"0.1000000000000000000000000000000000000000""#, "out-of-range num"),
    (#""num":"1e-7000""#, "out-of-range num"),
    (#""num":"1e123456789012345678901234567890123456789""#, "out-of-range num"),
    (#""int":"1,000""#, "wrong-type int"), (#""int":"0x1F""#, "wrong-type int"),
    (#""int":true"#, "wrong-type int"),
    (#""num":"NaN""#, "wrong-type num"), (#""num":".5""#, "wrong-type num"),
    (#""num":"1.""#, "wrong-type num"),
    (#""num":"0.001""#, "out-of-range num"), (#""num":"1e9""#, "out-of-range num"),
    (#""ids":1.5"#, "wrong-type ids"),
    (#""ids":{"$date":"2024-01-01T00:00:00Z"}"#, "wrong-type ids"),
    (#""ids":{"$binary":{"base64":"ABEiM0RVZneImaq7zN3u/w==","subType":"03"}}"#, "wrong-type ids"),
    (#""lock":"1""#, "wrong-type lock"), (#""lock":-1"#, "out-of-range lock"),
    (#""made":"2024-01-01""#, "wrong-type made"),
    (#""changed":[1],"iso":"2024-02-30""#, "wrong-type iso"),
  ]

  @Test func `a value that cannot be converted exactly rejects its record alone`() throws {
    let stage = try Self.stage(
      Self.bad.enumerated().map {
        Self.record("\($0.offset)", "c\($0.offset)@x.test", $0.element.0)
      } + [Self.record("900", "good@x.test", "")])
    try stage.expect(3, "--report", "run.ndjson")
    let entries = try stage.report("run.ndjson").filter { $0.action == "rejected" }
    for (number, (members, verdict)) in Self.bad.enumerated() {
      let found = entries.filter { $0.key == "c\(number)@x.test" }.map(\.verdict)
      #expect(found == ["rejected \(verdict)"], "\(members)")
    }
    #expect(try stage.database.rows("SELECT email FROM public.clients") == ["good@x.test"])
  }

  @Test(arguments: ["newest", "oldest"])
  func `an updatedAt that is text of ISO 8601 orders duplicates`(rule: String) throws {
    let stage = try Self.stage([
      Self.record("1", "ann@x.test", #""changed":"2024-06-01T00:00:00+02:00","num":1"#),
      Self.record("2", "ann@x.test", #""changed":"2024-05-31T23:00:00Z","num":2"#),
      Self.record("3", "ann@x.test", #""changed":{"$date":"2024-05-31T21:00:00Z"},"num":3"#),
    ])
    try stage.expect(0, "--on-duplicate", rule)
    #expect(
      try stage.database.value("SELECT v_num FROM public.clients")
        == (rule == "newest" ? "2.00" : "3.00"))
    let end = try stage.expect(0, "explain", "ann@x.test")
    #expect(end.output.contains("2024-05-31T23:00:00.000Z"), "\(end.output)")
  }

  @Test(arguments: [
    (#""2021-01-01T00:00:00.000900Z""#, #""2021-01-01T00:00:00.000100Z""#),
    (#""1969-12-31T23:59:59.999999Z""#, #""1969-12-31T23:59:59.999998Z""#),
    (#""1970-01-01T00:00:00.000001Z""#, #"{"$date":"1970-01-01T00:00:00Z"}"#),
    (
      #"{"$date":{"$numberLong":"9223372036854775807"}}"#,
      #"{"$date":{"$numberLong":"9000000000000000"}}"#
    ),
  ])
  func `the newer of two records is told by a microsecond`(newer: String, older: String) throws {
    for records in [[newer, older], [older, newer]] {
      let stage = try Self.stage(
        records.enumerated().map {
          Self.record(
            "\($0.offset)", "ann@x.test", #""changed":\#($0.element),"num":\#($0.offset)"#)
        })
      let end = try stage.expect(0)
      #expect(
        try stage.database.value("SELECT v_num FROM public.clients")
          == (records[0] == newer ? "0.00" : "1.00"), "\(end.everything)")
      if newer.contains("000900") {
        #expect(try stage.expect(0, "explain", "ann@x.test").output.contains("00.000900Z"))
      }
    }
  }

  @Test func `an ObjectId and a UUID as _id become the text of a column`() throws {
    let stage = try Self.stage([
      Self.record(Self.oid, "a@x.test", ""), Self.record(Self.uuid, "b@x.test", ""),
      Self.record("\"c\"", "c@x.test", ""), Self.record("44", "d@x.test", ""),
    ])
    try stage.expect(0)
    #expect(
      try stage.database.rows("SELECT v_key FROM public.clients ORDER BY email") == [
        "5f0000000000000000000001", "00112233-4455-6677-8899-aabbccddeeff", "c", "44",
      ])
  }

  @Test func `nothing is converted that the mapping does not say`() throws {
    let stage = try Self.stage([
      Self.record("1", "a@x.test", #""v_iso":"2024-01-01""#),
      Self.record("2", "b@x.test", #""v_bit":1"#), Self.record("3", "c@x.test", #""v_int":"1""#),
      Self.record("4", "d@x.test", #""v_ids":\#(Self.oid)"#),
    ])
    try stage.file(
      "mapping.json",
      """
      {"protected": null, "createdAt": null, "updatedAt": null, "columns": [
        {"field": "v_iso", "type": "timestamptz"}, {"field": "v_bit", "type": "boolean"},
        {"field": "v_int", "type": "integer"}, {"field": "v_ids"}]}
      """)
    let end = try stage.expect(3)
    #expect(try end.counts() == ["read": 4, "rejected": 4])
  }
}
