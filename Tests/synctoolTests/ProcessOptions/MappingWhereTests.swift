import Testing

/// Which records a mapping's `where` takes for clients, run as processes.
struct MappingWhereTests {
  private static func mapping(_ conditions: String) -> String { #"{"where": \#(conditions)}"# }

  private static let conditions = """
    {"deletedAt": null, "isActive": {"not": false}, "profile.kind": {"in": ["person", "firm", null]}}
    """

  private static func record(_ id: Int, _ mail: String, _ more: String = "") -> String {
    #"{"_id":\#(id),"email":"\#(mail)","name":"N\#(id)"\#(more.isEmpty ? "" : "," + more)}"#
  }

  private static let gone = #""deletedAt":{"$date":"2026-01-01T00:00:00Z"}"#

  private static let records = [
    record(
      1, "ann@x.test", #""profile":{"kind":"person"},"updatedAt":{"$date":"2020-01-01T00:00:00Z"}"#),
    record(2, "bob@x.test", gone), record(3, "cay@x.test", #""isActive":false"#),
    record(4, "dan@x.test", #""isActive":null,"deletedAt":null,"profile":null"#),
    record(5, "eve@x.test", #""profile":{"kind":"bot"}"#),
    record(6, "Ann@x.test", gone + #","updatedAt":{"$date":"2026-01-01T00:00:00Z"}"#),
    #"{"_id":7,"isActive":false,"phone":[]}"#,
    record(8, "fay@x.test", #""isActive":true,"phone":[]"#),
  ]

  private static let rows = """
    INSERT INTO public.clients (name, email) VALUES ('N1', 'ann@x.test'), ('N2', 'bob@x.test'),
      ('N0', 'zed@x.test'), ('N3', 'CAY@x.test');
    """

  private static func stage(
    _ records: [String] = records, _ conditions: String = conditions, rows: String = rows
  ) throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, rows)
    try stage.file("mapping.json", mapping(conditions))
    try stage.source(records)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  private static let counts = [
    "read": 3, "create": 1, "unchanged": 1, "rejected": 1, "orphan": 1, "excluded": 5,
    "excludedRows": 2,
  ]

  @Test(arguments: ["file", "pipe", "collection", "empty table"])
  func `records left out are counted beside those read, the same from every source`(
    source: String
  ) throws {
    let stage = try Self.stage(rows: source == "empty table" ? "" : Self.rows)
    var collection: MongoCollection?
    var input = ToolProcess.Input.nothing
    if source == "pipe" {
      stage.environment["SYNCTOOL_SOURCE"] = "-"
      input = .bytes(Array((Self.records.joined(separator: "\n") + "\n").utf8))
    } else if source == "collection" {
      let loaded = try MongoCollection(Self.records)
      collection = loaded
      stage.environment["SYNCTOOL_SOURCE"] = loaded.uri
    }
    let end = try stage.expect(
      3, "--force", "--format", "json", "--report", "run.ndjson", input: input)
    var counts = Self.counts
    if source == "empty table" {
      (counts["create"], counts["unchanged"], counts["orphan"], counts["excludedRows"]) =
        (2, nil, nil, nil)
    }
    #expect(try end.counts() == counts)
    #expect(
      try stage.report("run.ndjson").map(\.verdict).filter { $0 != "create" }
        == ["rejected wrong-type phone"])
    #expect(
      try stage.database.value("SELECT name FROM public.clients WHERE email = 'ann@x.test'") == "N1"
    )
    #expect(
      try stage.database.value("SELECT count(*) FROM public.clients WHERE email ~* 'eve|fay'")
        == "0")
    withExtendedLifetime(collection) {}
  }

  @Test func `text, journal, page and metrics tell what was left out`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "init")
    let plan = try stage.expect(3, "--dry-run", "--force")
    #expect(plan.output.contains("; orphan 1; excluded 5; excluded rows 2\n"), "\(plan.output)")
    try stage.expect(3, "--force", "--report", "run.md", "--metrics", "metrics.prom")
    #expect(try stage.text("run.md").contains("excluded rows"))
    #expect(
      try stage.text("metrics.prom").split(separator: "\n").contains {
        $0.hasPrefix("synctool_last_run_excluded{") && $0.hasSuffix(" 5")
      })
    #expect(
      try stage.database.value("SELECT counts->>'excluded' FROM synctool.runs WHERE id = 1") == "5")
    #expect(try stage.expect(0, "show", "1").output.contains("excluded 5, excludedRows 2"))
    #expect(try stage.expect(3, "status").output.contains("excluded 5"))
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.rejections") == "1")
  }

  @Test func `the digest of a plan does not hang on records that are left out`() throws {
    let stage = try Self.stage()
    let digest = try stage.run("--dry-run", "--force").digest()
    try stage.source(Self.records + [Self.record(9, "gus@x.test", Self.gone)])
    #expect(try stage.run("--dry-run", "--force").digest() == digest)
  }

  @Test func `a client that is left out is touched neither by only nor by fix`() throws {
    let stage = try Self.stage()
    let rows =
      "SELECT xmin, ctid, c.* FROM public.clients c WHERE email <> 'dan@x.test' ORDER BY id"
    let before = try stage.database.rows(rows)
    for command in [["--force", "--only", "bob@x.test"], ["fix", "bob@x.test"]] {
      let end = try stage.start(command).end()
      #expect(end.everything.contains("where leaves out"), "\(end.everything)")
      #expect(end.status != 0)
    }
    let both = try stage.expect(0, "--force", "--only", "bob@x.test", "--only", "dan@x.test")
    #expect(both.error.contains("the mapping's where leaves out bob@x.test"), "\(both.error)")
    #expect(!both.error.contains("no record of"))
    #expect(try both.counts()["create"] == 1)
    #expect(try stage.database.rows(rows) == before)
  }

  @Test(arguments: [false, true])
  func `explain says of a record that it is left out`(fromServer: Bool) throws {
    let stage = try Self.stage()
    var collection: MongoCollection?
    if fromServer {
      let loaded = try MongoCollection(Self.records)
      collection = loaded
      stage.environment["SYNCTOOL_SOURCE"] = loaded.uri
    }
    let bob = try stage.run("explain", "bob@x.test")
    #expect(
      bob.output.contains("the mapping's where leaves this record out"), "\(bob.everything)")
    #expect(bob.output.contains("nothing: the mapping's where leaves this client out"))
    let ann = try stage.run("explain", "ann@x.test")
    #expect(
      ann.output.contains("wins") && ann.output.contains("leaves this record out"),
      "\(ann.everything)")
    #expect(ann.output.contains("unchanged"))
    let json = try stage.run("explain", "bob@x.test", "--format", "json")
    #expect(json.output.contains(#""verdict":"excluded""#), "\(json.output)")
    withExtendedLifetime(collection) {}
  }

  @Test func `a source of which everything is left out stops the run`() throws {
    let stage = try Self.stage([Self.records[1], Self.records[2]])
    let end = try stage.expect(4, "--force")
    #expect(end.error.contains("the mapping's where leaves out 2 records"), "\(end.error)")
    try stage.expect(0, "--force", "--allow-empty")
  }

  /// A condition on `v`, a value of it, and whether it holds; nil where that cannot be told.
  private static let truths: [(String, String, Bool?)] = [
    (#"{"v": "a"}"#, #""a""#, true), (#"{"v": "a"}"#, #""A""#, false),
    (#"{"v": "a"}"#, "null", false),
    (#"{"v": "é"}"#, #""e\u0301""#, false), (#"{"v": "1"}"#, "1", false),
    (#"{"v": 1}"#, #""1""#, false),
    (#"{"v": 1}"#, #"{"$numberLong":"1"}"#, true),
    (#"{"v": 1.50}"#, #"{"$numberDecimal":"1.5"}"#, true),
    (#"{"v": 0}"#, "-0.0", true), (#"{"v": 0}"#, "false", false), (#"{"v": false}"#, "0", false),
    (#"{"v": 1}"#, #"{"$numberDouble":"NaN"}"#, false), (#"{"v": true}"#, "true", true),
    (#"{"v": true}"#, #"["true"]"#, false), (#"{"v": null}"#, "null", true),
    (#"{"v": null}"#, "[]", false),
    (#"{"v": {"not": null}}"#, "null", false), (#"{"v": {"not": null}}"#, "0", true),
    (#"{"v": {"not": "x"}}"#, "null", true), (#"{"v": {"not": 1}}"#, "1.0", false),
    (#"{"v": {"in": ["x", 2, null]}}"#, "2", true),
    (#"{"v": {"in": ["x", 2, null]}}"#, "null", true),
    (#"{"v": {"in": ["x", 2]}}"#, "3", false),
    (#"{"v": {"in": ["x"], "not": "x"}}"#, #""x""#, false),
    (#"{"v": {"before": "2026-01-01T00:00:00Z"}}"#, #"{"$date":"2025-12-31T23:59:59.999Z"}"#, true),
    (#"{"v": {"before": "2026-01-01T00:00:00Z"}}"#, #"{"$date":"2026-01-01T00:00:00Z"}"#, false),
    (
      #"{"v": {"after": "2026-01-01T01:00:00+01:00"}}"#, #"{"$date":"2026-01-01T00:00:00.001Z"}"#,
      true
    ),
    (
      #"{"v": {"after": "2026-01-01", "before": "2027-01-01"}}"#,
      #"{"$date":"2026-06-01T00:00:00Z"}"#, true
    ),
    (#"{"v": {"after": "2026-01-01"}}"#, "null", false),
    (#"{"v": {"after": "2026-01-01"}}"#, #""2027-01-01""#, nil),
    (#"{"v": {"after": "2026-01-01", "from": "iso"}}"#, #""2027-01-01""#, true),
    (#"{"v": {"after": "2026-01-01", "from": "iso"}}"#, #""soon""#, nil),
    (#"{"v": {"before": "1970-01-02", "from": "epoch"}}"#, "86399.9", true),
    (#"{"v": {"before": "1970-01-02", "from": "epoch-ms"}}"#, "86400000", false),
    (#"{"v.w": "a"}"#, #"{"w":"a"}"#, true), (#"{"v.w": "a"}"#, "null", false),
    (#"{"v.w": null}"#, "{}", true),
    (#"{"v.w": null}"#, "[]", nil), (#"{"v.w": {"not": "a"}}"#, #""a""#, nil),
    (#"{"v.0": "a"}"#, #"["a"]"#, true),
    (#"{"v.w": null, "email": "no"}"#, "[]", false), (#"{"_id": 1}"#, "1", true),
    (#"{"_id": {"in": [2]}}"#, "1", false),
  ]

  @Test(arguments: truths)
  func `a condition holds, or not, or rejects the record where it cannot be told`(
    conditions: String, value: String, truth: Bool?
  ) throws {
    let stage = try Self.stage(
      [Self.record(1, "a@x.test", #""v":\#(value)"#)], conditions, rows: "")
    let end = try stage.start(["--dry-run", "--allow-empty"]).end()
    let expected = truth.map { $0 ? "create" : "excluded" } ?? "rejected"
    var counts = [expected: 1]
    if expected != "excluded" { counts["read"] = 1 }
    var found = try end.counts()
    found["excludedRows"] = nil
    #expect(found == counts, "\(end.everything)")
  }

  @Test(arguments: [false, true])
  func `a condition on a field that no record has is warned of`(isCollection: Bool) throws {
    let records = [
      Self.record(1, "ann@x.test", #""profile":{"kind":1}"#), Self.record(2, "bob@x.test"),
    ]
    let stage = try Self.stage(
      records,
      #"{"deletdAt": null, "profile.knd": {"not": "bot"}, "profile.kind": {"not": 2}}"#)
    let collection = isCollection ? try MongoCollection(records) : nil
    if let collection { stage.environment["SYNCTOOL_SOURCE"] = collection.uri }
    let end = try stage.expect(0, "-n")
    for field in ["deletdAt", "profile.knd"] {
      #expect(
        end.error.contains("no record has the field \(field), which the mapping's where names"),
        "\(end.error)")
    }
    #expect(!end.error.contains("profile.kind,"))
    let meant = try stage.expect(
      0, "-n", "--allow-absent", "deletdAt", "--allow-absent", "profile.knd")
    #expect(!meant.error.contains("where names"), "\(meant.error)")
    #expect(try !stage.expect(0, "-n", "--only", "ann@x.test").error.contains("where names"))
  }

  @Test func `a record that is left out has its fields`() throws {
    let stage = try Self.stage(
      [Self.record(1, "ann@x.test"), Self.record(2, "bob@x.test", Self.gone)],
      #"{"deletedAt": null, "isActve": {"not": false}}"#)
    let end = try stage.expect(0, "-n")
    #expect(end.error.contains("isActve") && !end.error.contains("deletedAt"), "\(end.error)")
  }
}
