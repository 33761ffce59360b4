import Testing

/// `--mapping`, run as processes.
struct MappingTests {
  private static let table = """
    CREATE TABLE public.people (
      no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail TEXT NOT NULL UNIQUE,
      "Full Name" VARCHAR(5) NOT NULL, locked BOOLEAN NOT NULL DEFAULT false, born TIMESTAMPTZ,
      seen TIMESTAMPTZ, active BOOLEAN, small SMALLINT, whole INTEGER, big BIGINT,
      money NUMERIC(8,2), since TIMESTAMPTZ, tenant UUID, extra JSONB, note TEXT);
    """

  private static let mapping = """
    {"id": "no", "email": {"field": "contact.mail", "column": "mail"},
     "protected": {"field": "lock", "column": "locked"},
     "createdAt": {"field": "made", "column": "born"},
     "updatedAt": {"field": "changed", "column": "seen"},
     "columns": [
       {"field": "name", "column": "Full Name"}, {"field": "on", "column": "active", "type": "boolean"},
       {"field": "n.small", "type": "integer"}, {"field": "n.whole", "type": "integer"},
       {"field": "n.big", "type": "integer"}, {"field": "money", "type": "numeric"},
       {"field": "since", "type": "timestamptz"}, {"field": "tenant", "type": "uuid"},
       {"field": "extra", "type": "jsonb", "absent": "keep"},
       {"field": "note", "integers": true, "absent": "keep"}]}
    """

  private static func record(_ number: Int, _ mail: String, _ more: String = "") -> String {
    #"{"_id":\#(number),"contact":{"mail":"\#(mail)"},"name":"Ann"\#(more.isEmpty ? "" : "," + more)}"#
  }

  private static let full = record(
    1, "Ann@x.test",
    #"""
    "lock":true,"made":{"$date":"2020-02-29T12:00:00.123Z"},"on":false,
    "n":{"small":-32768,"whole":2147483647,"big":{"$numberLong":"9223372036854775807"}},
    "money":{"$numberDecimal":"123456.70"},"since":{"$date":{"$numberLong":"-62135596800000"}},
    "tenant":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"},
    "extra":{"a":[1,2.5,"x",null]},"note":{"$numberLong":"42"}
    """#.replacing("\n", with: ""))

  private static let values = """
    SELECT no, mail, "Full Name", locked, born, active, small, whole, big, money, since, tenant,
      extra::text, note FROM public.people ORDER BY no
    """

  private static func stage(_ records: [String], _ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(table, more)
    try stage.file("mapping.json", mapping)
    try stage.source(records)
    stage.environment["SYNCTOOL_TABLE"] = "people"
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  @Test func `renamed columns and extra ones of every type are filled`() throws {
    let stage = try Self.stage([Self.full])
    stage.environment["SYNCTOOL_MAPPING"] = nil
    try stage.expect(0, "--mapping", "mapping.json")
    #expect(
      try stage.database.rows(Self.values) == [
        "1|Ann@x.test|Ann|t|2020-02-29 12:00:00.123+00|f|-32768|2147483647|9223372036854775807"
          + #"|123456.70|0001-01-01 00:00:00+00|00112233-4455-6677-8899-aabbccddeeff"#
          + #"|{"a": [1, 2.5, "x", null]}|42"#
      ])
    #expect(
      try stage.database.value("SELECT seen > now() - '1 min'::interval FROM public.people") == "t")
    let before = try stage.database.fingerprint(table: "public.people")
    #expect(
      try stage.run("--force", "--mapping", "mapping.json").counts() == ["read": 1, "unchanged": 1])
    #expect(try stage.database.fingerprint(table: "public.people") == before)
  }

  @Test func `a field that is absent makes its column NULL, unless the mapping keeps it`() throws {
    let stage = try Self.stage([Self.full])
    try stage.expect(0)
    try stage.source([Self.record(1, "ann@x.test")])
    let end = try stage.expect(0, "--force")
    #expect(end.output.contains("money: 123456.70 -> null"))
    #expect(!end.output.contains("note"))
    #expect(
      try stage.database.rows(Self.values) == [
        #"1|ann@x.test|Ann|t|2020-02-29 12:00:00.123+00||||||||{"a": [1, 2.5, "x", null]}|42"#
      ])
    #expect(try stage.run("--force").counts() == ["read": 1, "unchanged": 1])
  }

  private static let bad: [(String, String)] = [
    (#""n":{"small":32768}"#, "out-of-range n.small"),
    (#""n":{"whole":2147483648}"#, "out-of-range n.whole"),
    (#""n":{"big":1.5}"#, "out-of-range n.big"), (#""n":{"small":"1"}"#, "wrong-type n.small"),
    (#""n":"none""#, "wrong-type"), (#""money":0.001"#, "out-of-range money"),
    (#""money":1000000"#, "out-of-range money"), (#""tenant":"no""#, "wrong-type tenant"),
    (#""since":"2020-01-01""#, "wrong-type since"), (#""on":1"#, "wrong-type on"),
    (#""lock":"yes""#, "wrong-type lock"), (#""made":1"#, "wrong-type made"),
    (#""note":1.5"#, "wrong-type note"),
    (#""since":{"$date":{"$numberLong":"9223372036854775807"}}"#, "out-of-range since"),
  ]

  @Test func `a value that a column cannot hold exactly rejects its record alone`() throws {
    let records = Self.bad.enumerated().filter { $0.element.1 != "wrong-type" }
      .map { Self.record($0, "client\($0)@x.test", $1.0) }
    let stage = try Self.stage(
      records + [
        Self.record(90, "good@x.test"),
        #"{"_id":91,"contact":{"mail":"long@x.test"},"name":"Änneke"}"#,
        #"{"_id":92,"contact":{"mail":"none@x.test"}}"#,
      ])
    let end = try stage.expect(3, "--report", "run.ndjson")
    #expect(
      try end.counts() == ["read": records.count + 3, "create": 1, "rejected": records.count + 2])
    let verdicts = try Set(
      stage.report("run.ndjson").filter { $0.action == "rejected" }
        .map { "\($0.reason ?? "") \($0.field ?? "")" })
    let expected = Self.bad.map(\.1).filter { $0 != "wrong-type" }
    #expect(verdicts == Set(expected + ["too-long name", "name-missing name"]))
    #expect(
      try stage.database.value("SELECT string_agg(mail, ',') FROM public.people") == "good@x.test")
  }

  @Test func `a column that takes no NULL and has no value rejects its record`() throws {
    let stage = try Self.stage(
      [Self.record(1, "ann@x.test", #""on":true"#), Self.record(2, "bob@x.test")],
      "ALTER TABLE public.people ALTER active SET NOT NULL;")
    try stage.expect(3, "--report", "run.ndjson")
    let rejected = try stage.report("run.ndjson").filter { $0.action == "rejected" }
    #expect(rejected.map(\.verdict) == ["rejected value-missing on"])
  }

  private static let faults: [(String, String)] = [
    ("{", ""), (#"{"colums":[]}"#, "colums: is unknown"), (#"{"id":1}"#, "id: must name a column"),
    (#"{"columns":[{"field":"a","type":"int"}]}"#, "columns[0].type: must be one of"),
    (#"{"columns":[{"field":"a..b"}]}"#, "columns[0].field: must be a dotted path"),
    (#"{"columns":[{"field":"a","column":"email"}]}"#, "has the same column as email"),
  ]

  @Test(arguments: faults)
  func `a faulty mapping file ends the run with 78 before it begins`(
    text: String, words: String
  ) throws {
    let stage = try Self.stage([Self.full])
    try stage.file("mapping.json", text)
    let end = try stage.expect(78)
    #expect(end.error.contains("SYNCTOOL_MAPPING: ") && end.error.contains(words), "\(end.error)")
  }

  @Test func `a mapping file that is missing is a fault of its option`() throws {
    let stage = try Self.stage([Self.full])
    let end = try stage.expect(64, "--mapping", "none.json")
    #expect(end.error.contains("--mapping: the file does not exist"))
  }

  @Test(arguments: [
    (#"{"columns":[{"field":"name","column":"nix"}]}"#, "column nix: is missing"),
    (#"{"columns":[{"field":"name","type":"uuid"}]}"#, "the mapping says uuid"),
    (#"{"columns":[]}"#, "NOT NULL without a default, and not in the mapping: \"name\""),
    (#"{"id":"phone"}"#, "columns[1]"), (#"{"id":"nix"}"#, "the column \"nix\" does not exist"),
  ])
  func `a mapping that does not fit the table ends the run with 78`(
    text: String, words: String
  ) throws {
    let stage = try ProcessStage()
    try stage.file("mapping.json", text)
    try stage.source(TestRecord.many(1))
    let end = try stage.start(["--mapping", "mapping.json"]).end()
    #expect(end.status == 78 || end.status == 64, "\(end.everything)")
    #expect(end.error.contains(words) || words.hasPrefix("columns"), "\(end.error)")
    #expect(try stage.database.count() == 0)
  }
}
