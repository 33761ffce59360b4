import Testing

/// A mapped field that no record has, run as processes.
struct AllowAbsentTests {
  private static let misspelt = #"""
    {"columns":[{"field":"name"},{"field":"Phone","column":"phone"},
      {"field":"address","type":"jsonb","absent":"keep"}]}
    """#

  /// Rows with phones, all but the last two; their records have a phone and no `Phone`.
  private static func stage(
    _ records: Int, mapping: String? = misspelt, more: String = #""phone":"1""#
  ) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone)
      SELECT 'Ann', 'client' || n || '@x.test', CASE WHEN n <= \(records) - 2 THEN '1' END
      FROM generate_series(1, \(records)) n;
      INSERT INTO public.clients (name, email, phone) VALUES ('Eve', 'orphan@x.test', '5');
      """)
    try stage.source(
      (1...records).map { TestRecord.client($0, "client\($0)@x.test", more) })
    if let mapping {
      try stage.file("m.json", mapping)
      stage.environment["SYNCTOOL_MAPPING"] = "m.json"
    }
    return stage
  }

  private static let phones = "SELECT count(phone)::text FROM public.clients"

  @Test(arguments: [10, 12, 200])
  func `a misspelt field empties no column`(records: Int) throws {
    let stage = try Self.stage(records)
    let before = try stage.database.fingerprint()
    let input = Array(try stage.text("clients.ndjson").utf8)
    for arguments in [["--force"], ["-n", "-f"], ["--force", "--source", "-"], ["status"]] {
      let end = try stage.start(arguments, input: .bytes(input)).end()
      #expect(end.status == 4, "\(end.everything)")
      #expect(end.error.contains("\(records - 2) rows would lose their phone"), "\(end.error)")
      #expect(end.error.contains("--allow-absent Phone"))
      if arguments.first != "status" {
        #expect(end.output.contains(#"phone: "1" -> null"#), "the plan is shown")
        #expect(try end.counts()["update"] == records - 2)
      }
    }
    #expect(try stage.database.fingerprint() == before)
    try stage.expect(0, "check")
    try stage.expect(0, "explain", "client1@x.test")
  }

  @Test(arguments: [
    #"{"_id":"z","name":"x","email":"bad","Phone":"5"}"#,
    #"{"_id":"z","name":7,"email":"z@x.test","Phone":"5"}"#,
    #"{"_id":"z","name":"x","email":"z@x.test","Phone":["5"]}"#,
  ])
  func `a record that cannot be a row does not show that the field exists`(record: String) throws {
    let stage = try Self.stage(12)
    let text = try stage.text("clients.ndjson")
    for source in [text + record + "\n", record + "\n" + text] {
      try stage.file("clients.ndjson", source)
      let end = try stage.expect(4, "--force")
      #expect(
        end.error.contains("lose their phone, for no record that can be a row has the field Phone"))
    }
    #expect(try stage.database.value(Self.phones) == "11")
    try stage.file(
      "clients.ndjson", text + record.replacing(/"bad"|7|\["5"\]/, with: #""x@x.test""#))
    #expect(try stage.start(["--force"]).end().status == 0, "a row has it now")
  }

  @Test func `what is meant is done`() throws {
    for (arguments, variables) in [
      (["--allow-absent", "Phone"], [:]),
      (["--allow-absent", "address", "--allow-absent=Phone"], [:]),
      ([], ["SYNCTOOL_ALLOW_ABSENT": "Phone"]), ([], ["SYNCTOOL_ALLOW_ABSENT": " address , Phone"]),
    ] as [([String], [String: String])] {
      let stage = try Self.stage(12)
      let end = try stage.start(["--force"] + arguments, variables).end()
      #expect(end.status == 0 && end.error == "", "\(end.everything)")
      #expect(try stage.database.value(Self.phones) == "1")
    }
    let kept = try Self.stage(
      12, mapping: Self.misspelt.replacing(#""phone"}"#, with: #""phone","absent":"keep"}"#))
    let end = try kept.expect(0, "--force")
    #expect(try end.counts() == ["read": 12, "unchanged": 12, "orphan": 1])
    #expect(end.error.contains("no record has the field Phone, which the mapping names"))
    #expect(try kept.database.value(Self.phones) == "11")
  }

  @Test func `fewer than ten records, and some of them alone, tell nothing`() throws {
    let few = try Self.stage(9)
    let end = try few.expect(0, "--force")
    #expect(end.error.contains("7 rows lose their phone, for no record has the field Phone"))
    #expect(try few.database.value(Self.phones) == "1")
    let only = try Self.stage(12)
    let one = try only.expect(0, "--force", "--only", "client1@x.test")
    #expect(one.error == "")
    #expect(try only.database.value(Self.phones) == "10")
  }

  @Test func `without force nothing is lost, and what would be is said`() throws {
    let stage = try Self.stage(12)
    for arguments in [["-n"], []] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 0, "\(end.everything)")
      #expect(end.error.contains("10 rows would lose by --force their phone"), "\(end.error)")
      #expect(try end.counts()["differs"] == 10)
    }
    #expect(try stage.database.value(Self.phones) == "11")
  }

  private static let absent: [(mapping: String?, more: String)] = [
    (nil, ""), (nil, #""phone":null"#), (nil, #""Phone":"1""#),
    (#"{"columns":[{"field":"name"},{"field":"contact.phone"}]}"#, #""contact":{}"#),
    (#"{"columns":[{"field":"name"},{"field":"contact.phone"}]}"#, #""contact":null"#),
    (#"{"columns":[{"field":"name"},{"field":"contact.phone"}]}"#, #""contact":{"fax":"1"}"#),
    (#"{"columns":[{"field":"name"},{"field":"a.0.phone","column":"phone"}]}"#, #""a":[]"#),
  ]

  @Test(arguments: absent)
  func `absent is what the path does not lead to, or null`(mapping: String?, more: String) throws {
    let stage = try Self.stage(10, mapping: mapping, more: more)
    let end = try stage.expect(4, "--force")
    #expect(end.error.contains("8 rows would lose their phone"), "\(end.error)")
  }

  @Test func `one row that has the field is enough`() throws {
    let stage = try Self.stage(12)
    let text = try stage.text("clients.ndjson")
    try stage.file(
      "clients.ndjson", text + TestRecord.client(99, "new@x.test", #""Phone":"1""#) + "\n")
    #expect(try stage.expect(0, "--force").counts()["update"] == 10)
  }

  @Test func `a column without values is not lost`() throws {
    let stage = try Self.stage(12)
    try stage.database.run("UPDATE public.clients SET phone = NULL WHERE email <> 'orphan@x.test'")
    let end = try stage.expect(0, "--force")
    #expect(end.error.contains("no record has the field Phone, which the mapping names"))
    let plain = try Self.stage(12, mapping: nil, more: "")
    try plain.database.run("UPDATE public.clients SET phone = NULL")
    #expect(try plain.expect(0, "--force").error == "")
  }

  @Test func `collections are held to it too`() throws {
    let stage = try Self.stage(12)
    let source = try MongoCollection(
      (1...12).map { TestRecord.client($0, "client\($0)@x.test", #""phone":"1""#) })
    let end = try stage.expect(4, "--force", "--source", source.uri)
    #expect(end.error.contains("10 rows would lose their phone"))
    #expect(try stage.database.value(Self.phones) == "11")
  }

  @Test(arguments: ["phone", "Phon", "a..b", "$x", "_id", "PHONE"])
  func `a field that the mapping does not have is refused`(field: String) throws {
    let stage = try Self.stage(12)
    let end = try stage.expect(64, "--force", "--allow-absent", field)
    #expect(
      end.error.contains("--allow-absent: must be a field of the mapping, which has email,"),
      "\(end.error)")
    let variable = try stage.expect(78, "--force", with: ["SYNCTOOL_ALLOW_ABSENT": field])
    #expect(variable.error.contains("SYNCTOOL_ALLOW_ABSENT: must be a field of the mapping"))
  }

  private static let replaced: [(mapping: String, rows: Int, fields: [String])] = [
    (
      #"{"columns":[{"field":"name"},{"field":"Phone","column":"phone","default":"none"}]}"#, 10,
      ["Phone"]
    ),
    (
      #"{"columns":[{"field":"name"},{"field":["tel","phne"],"column":"phone"}]}"#, 10,
      ["tel", "phne"]
    ),
    (
      #"{"columns":[{"field":"name"},{"field":["tel","phne"],"column":"phone","default":"0"}]}"#,
      10,
      ["tel", "phne"]
    ),
    (
      #"{"columns":[{"join":["First","name"],"separator":" ","column":"name"},{"field":"kind","column":"phone","absent":"keep"}]}"#,
      0, []
    ),
    (
      #"{"columns":[{"join":["First","phone"],"separator":" ","column":"name"},{"field":"phone"}]}"#,
      12, ["First"]
    ),
    (
      #"{"protected":{"field":"Protected","column":"protected","default":true},"columns":[{"field":"name"}]}"#,
      12, ["Protected"]
    ),
  ]

  @Test(arguments: replaced.indices)
  func `what stands in for a misspelt field replaces no values either`(place: Int) throws {
    let (mapping, rows, fields) = Self.replaced[place]
    let stage = try Self.stage(12, mapping: mapping)
    let before = try stage.database.fingerprint()
    let end = try stage.start(["--force"]).end()
    guard rows > 0 else {
      #expect(end.status == 0, "\(end.everything)")
      return
    }
    #expect(end.status == 4, "\(end.everything)")
    #expect(end.error.contains("\(rows) rows would lose their "), "\(end.error)")
    #expect(try stage.database.fingerprint() == before)
    if fields.count > 1 {
      try stage.expect(4, "--force", "--allow-absent", fields[0])
    }
    let meant = try stage.start(["--force"] + fields.flatMap { ["--allow-absent", $0] }).end()
    #expect(meant.status == 0, "\(meant.everything)")
  }

  @Test func `a part that some records' rows go without stops nothing`() throws {
    let stage = try Self.stage(
      12,
      mapping: #"{"columns":[{"join":["name","middle"],"column":"name"},{"field":"phone"}]}"#)
    try stage.database.run("UPDATE public.clients SET name = 'other' WHERE id < 4")
    let end = try stage.expect(0, "--force")
    #expect(end.error.contains("no record has the field middle"), "\(end.error)")
  }
}
