import Testing

/// Where a mapping takes values from beside one field: lists, joins, constants, defaults; as processes.
struct MappingSourceTests {
  private static let table = """
    CREATE TABLE public.clients (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      email TEXT NOT NULL UNIQUE, name VARCHAR(12) NOT NULL, origin TEXT, score INTEGER, tags JSONB,
      since TIMESTAMPTZ, rate NUMERIC(6,3), active BOOLEAN, ref UUID);
    """

  private static let mapping = """
    {"email": {"field": ["login", "emails.0.address"]}, "protected": null, "createdAt": null,
     "updatedAt": null, "columns": [
      {"join": ["first", "middle", "last"], "separator": " ", "column": "name", "default": "(no name)"},
      {"value": "mongo", "column": "origin"},
      {"field": ["points", "old.score"], "column": "score", "type": "integer", "default": 7},
      {"field": "tags", "type": "jsonb", "default": {"b": [1.50, null], "a": "é"}},
      {"value": "2026-01-31T12:30:00.250+02:00", "column": "since", "type": "timestamptz"},
      {"value": 12.250, "column": "rate", "type": "numeric"},
      {"field": "active", "type": "boolean", "default": true},
      {"value": "00112233-4455-6677-8899-AABBCCDDEEFF", "column": "ref", "type": "uuid"}]}
    """

  private static let values = """
    SELECT email, name, origin, score, tags::text, since, rate, active, ref FROM public.clients
    ORDER BY email
    """

  private static let constant =
    "2026-01-31 10:30:00.25+00|12.250|"

  private static func stage(
    _ records: [String], _ mapping: String = mapping, _ table: String = table
  ) throws -> ProcessStage {
    let stage = try ProcessStage(table)
    try stage.file("mapping.json", mapping)
    try stage.source(
      records.enumerated().map { #"{"_id":\#($0.offset + 1),\#($0.element)}"# })
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  @Test
  func `lists, joins, constants and defaults fill their columns, and a second run finds nothing`()
    throws
  {
    let stage = try Self.stage([
      #""login":"a@x.test","first":"Ann","middle":null,"last":"Lee","points":null,"old":{"score":3}"#,
      #""login":null,"emails":[{"address":"b@x.test"}],"last":"Lee","points":1,"old":{"score":3},"active":false,"tags":[]"#,
      #""emails":[{"address":"c@x.test"}]"#,
    ])
    try stage.expect(0)
    let (since, ref) = (Self.constant, "00112233-4455-6677-8899-aabbccddeeff")
    #expect(
      try stage.database.rows(Self.values) == [
        #"a@x.test|Ann Lee|mongo|3|{"a": "é", "b": [1.50, null]}|\#(since)t|\#(ref)"#,
        "b@x.test|Lee|mongo|1|[]|\(since)f|\(ref)",
        #"c@x.test|(no name)|mongo|7|{"a": "é", "b": [1.50, null]}|\#(since)t|\#(ref)"#,
      ])
    let before = try stage.database.fingerprint(table: "public.clients")
    #expect(try stage.run("--force").counts() == ["read": 3, "unchanged": 3])
    #expect(try stage.database.fingerprint(table: "public.clients") == before)
    try stage.database.run("UPDATE public.clients SET origin = 'hand', name = 'x' WHERE id = 1")
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 3, "unchanged": 2, "update": 1])
    #expect(end.output.contains(#"origin: "hand" -> "mongo""#), "\(end.output)")
  }

  private static let bad: [(String, String)] = [
    (#""login":7,"emails":[{"address":"b@x.test"}]"#, "wrong-type login"),
    (#""login":"no","emails":[{"address":"b@x.test"}]"#, "email-invalid login"),
    (#""emails":[{"address":8}]"#, "wrong-type emails.0.address"),
    (#""login":"a@x.test","first":1,"last":"Lee""#, "wrong-type first"),
    (#""login":"a@x.test","first":"Ann","last":["Lee"]"#, "wrong-type last"),
    (#""login":"a@x.test","first":"Annabel","last":"Lee-Smith""#, "too-long first"),
    (#""login":"a@x.test","first":"a\u0000b""#, "nul-character first"),
    (#""login":"a@x.test","points":"1","old":{"score":3}"#, "wrong-type points"),
    (#""login":"a@x.test","old":5"#, "wrong-type old.score"),
    (#""login":"a@x.test","old":{"score":"3"}"#, "wrong-type old.score"),
    (#""login":"a@x.test","active":"yes""#, "wrong-type active"),
    ("\"first\":\"x\"", "email-missing login"),
  ]

  @Test(arguments: bad)
  func `a value of the wrong type rejects its record, whatever comes after it`(
    members: String, verdict: String
  ) throws {
    let stage = try Self.stage([members, #""login":"good@x.test","first":"Äöüßéèêëïîôû""#])
    try stage.expect(3, "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").filter { $0.action == "rejected" }.map(\.verdict)
        == ["rejected \(verdict)"])
    #expect(
      try stage.database.value("SELECT name FROM public.clients") == "Äöüßéèêëïîôû")
  }

  @Test(arguments: [
    (
      #"{"value": "longer than twelve", "column": "name"}"#,
      "column name: the mapping's value does not fit"
    ),
    (
      #"{"field": "name", "default": "longer than twelve"}"#,
      "column name: the mapping's value does not fit"
    ),
    (
      #"{"field":"name"},{"value": 9000000000, "column": "score", "type": "integer"}"#,
      "column score"
    ),
    (#"{"field":"name"},{"value": 1000.5, "column": "rate", "type": "numeric"}"#, "column rate"),
    (#"{"field":"name"},{"value": 0.0001, "column": "rate", "type": "numeric"}"#, "column rate"),
    (#"{"field":"name"},{"value": "x", "column": "score"}"#, "the mapping says text"),
  ])
  func `a constant that its column cannot hold ends the run with 78`(
    column: String, words: String
  ) throws {
    let stage = try Self.stage(
      [], #"{"columns":[\#(column)],"protected":null,"createdAt":null,"updatedAt":null}"#)
    try stage.source([#"{"_id":1,"email":"a@x.test","name":"Ann"}"#])
    let end = try stage.expect(78)
    #expect(end.error.contains(words), "\(end.error)")
    #expect(try stage.expect(78, "check").output.contains(words.prefix(12)))
  }

  @Test func `only, explain and a server find clients by the first email that has a value`() throws
  {
    let records = [
      #"{"_id":1,"login":null,"emails":[{"address":"Ann@x.test"}],"first":"Ann"}"#,
      #"{"_id":2,"login":"bob@x.test","emails":[{"address":"ann@x.test"}],"first":"Bob"}"#,
    ]
    let collection = try MongoCollection(records)
    let stage = try Self.stage([])
    try stage.source(records)
    for source in ["clients.ndjson", collection.uri] {
      try stage.database.run("TRUNCATE public.clients")
      stage.environment["SYNCTOOL_SOURCE"] = source
      try stage.expect(0, "--only", "ann@x.test")
      #expect(
        try stage.database.rows("SELECT email, name FROM public.clients") == ["Ann@x.test|Ann"])
      let end = try stage.expect(0, "explain", "ann@x.test")
      #expect(end.output.contains("unchanged"), "\(end.everything)")
      try stage.expect(0, "--force")
      #expect(try stage.database.count() == 2)
    }
  }
}
