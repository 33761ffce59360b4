import Testing

/// What a dotted path of a mapping finds, and what it may not take for absent; run as processes.
struct MappingPathTests {
  private static let mapping = """
    {"email": {"field": "login.mail"}, "protected": {"field": "flags.vip.on"},
     "createdAt": {"field": "meta.made"}, "updatedAt": {"field": "meta.changed"},
     "columns": [{"field": "name"}, {"field": "contact.phone", "integers": true},
       {"field": "places.home.address", "column": "address", "type": "jsonb"}]}
    """

  private static let row = """
    INSERT INTO public.clients (name, email, phone, protected, address)
    VALUES ('Ann', 'ann@x.test', '+34 600', true, '{"zip": 1}');
    """

  private static func stage(_ members: String, mapping: String = mapping) throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, row)
    try stage.file("mapping.json", mapping)
    try stage.source([#"{"_id":1,"name":"Ann"\#(members.isEmpty ? "" : ","+members)}"#])
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  private static let login = #""login":{"mail":"ann@x.test"}"#

  private static let barred: [(String, String)] = [
    (login + #","contact":[{"phone":"1"}]"#, "contact.phone"),
    (login + #","contact":"+34 600""#, "contact.phone"),
    (login + #","contact":7"#, "contact.phone"), (login + #","contact":[]"#, "contact.phone"),
    (login + #","contact":false"#, "contact.phone"),
    (login + #","contact":{"$date":"2026-01-01T00:00:00Z"}"#, "contact.phone"),
    (login + #","contact":{"$undefined":true}"#, "contact.phone"),
    (login + #","places":["home"]"#, "places.home.address"),
    (login + #","places":{"home":"here"}"#, "places.home.address"),
    (login + #","places":{"home":[{"address":{}}]}"#, "places.home.address"),
    (login + #","flags":{"vip":1}"#, "flags.vip.on"), (login + #","flags":[]"#, "flags.vip.on"),
    (login + #","meta":{"$date":"2026-01-01T00:00:00Z"}"#, "meta.changed"),
    (#""login":"ann@x.test""#, "login.mail"), (#""login":[{"mail":"ann@x.test"}]"#, "login.mail"),
  ]

  @Test(arguments: barred)
  func `a path that meets a list or a scalar rejects its record and leaves the row alone`(
    members: String, field: String
  ) throws {
    let stage = try Self.stage(members)
    let before = try stage.database.fingerprint(table: "public.clients")
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts()["rejected"] == 1, "\(end.everything)")
    #expect(try stage.report("run.ndjson").map(\.verdict) == ["rejected wrong-type \(field)"])
    #expect(try stage.database.fingerprint(table: "public.clients") == before)
  }

  @Test(arguments: [
    "", #""contact":null"#, #""contact":{}"#, #""contact":{"phone":null}"#,
    #""contact":{"tel":"1"},"places":{"home":null}"#, #""places":{},"meta":null"#,
  ])
  func `a path that ends at a missing or null member is absent`(members: String) throws {
    let stage = try Self.stage(members.isEmpty ? Self.login : Self.login + "," + members)
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 1, "update": 1])
    #expect(
      try stage.database.rows("SELECT phone, protected, address FROM public.clients") == ["|t|"])
  }

  private static let places = """
    {"email": {"field": "emails.0.address"}, "columns": [{"field": "name"},
      {"field": "phones.1", "column": "phone"},
      {"field": "grid.0.1.here", "column": "address", "type": "jsonb"}]}
    """

  private static let found: [(String, String)] = [
    (#""phones":["1","2"],"grid":[[0,{"here":{"a":1}}]]"#, #"2|{"a": 1}"#),
    (#""phones":{"1":"two"},"grid":{"0":{"1":{"here":true}}}"#, "two|true"),
    (#""phones":["1"],"grid":[]"#, "|"), (#""phones":["1",null,"3"],"grid":[null]"#, "|"),
    (#""phones":[],"grid":[[0]]"#, "|"),
    (#""phones":[["9"],"2",3],"grid":[{"1":{"here":5}}]"#, "2|5"),
  ]

  @Test(arguments: found, [false, true])
  func `a number in a path is a place where there is a list, from a file and from a server`(
    found: (members: String, row: String), fromServer: Bool
  ) throws {
    let emails = #""emails":[{"address":"ann@x.test","verified":true},{"address":"old@x.test"}]"#
    let stage = try Self.stage(emails + "," + found.members, mapping: Self.places)
    var collection: MongoCollection?
    if fromServer {
      let loaded = try MongoCollection([try stage.text("clients.ndjson")])
      collection = loaded
      stage.environment["SYNCTOOL_SOURCE"] = loaded.uri
    }
    try stage.expect(0, "--force")
    #expect(
      try stage.database.rows("SELECT phone, address::text FROM public.clients") == [found.row])
    #expect(try stage.run("--force").counts() == ["read": 1, "unchanged": 1])
    withExtendedLifetime(collection) {}
  }

  @Test(arguments: [
    (#""emails":["ann@x.test"]"#, "emails.0.address"),
    (#""emails":"ann@x.test""#, "emails.0.address"),
    (#""emails":[{"address":"ann@x.test"}],"phones":"2""#, "phones.1"),
    (#""emails":[{"address":"ann@x.test"}],"grid":[7]"#, "grid.0.1.here"),
    (#""emails":[{"address":"ann@x.test"}],"grid":[[0,[{"here":1}]]]"#, "grid.0.1.here"),
  ])
  func `a place that holds what cannot have the rest of the path rejects its record`(
    members: String, field: String
  ) throws {
    let stage = try Self.stage(members, mapping: Self.places)
    try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try stage.report("run.ndjson").map(\.verdict) == ["rejected wrong-type \(field)"])
  }

  @Test func `only and explain find a client by an email in a list`() throws {
    let stage = try Self.stage(
      #""emails":[{"address":"ann@x.test"}],"phones":["1","2"]"#, mapping: Self.places)
    try stage.expect(0, "--force", "--only", "ANN@x.test")
    let end = try stage.expect(0, "explain", "ann@x.test")
    #expect(end.output.contains("unchanged"), "\(end.everything)")
    #expect(try stage.database.value("SELECT phone FROM public.clients") == "2")
  }
}
