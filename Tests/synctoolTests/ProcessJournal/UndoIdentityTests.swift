import Testing

/// An undo goes by what its run wrote down of its table, columns and match, whatever the settings say.
struct UndoIdentityTests {
  private static let twoIDs = TestDatabase.clients.replacing(
    "phone VARCHAR(50)", with: "phone VARCHAR(50), legacy_no BIGSERIAL UNIQUE")

  /// A run over `legacy_no` that created u1 and u2, whose numbers there are the ids of other clients.
  private static func legacy() throws -> ProcessStage {
    let stage = try ProcessStage(
      twoIDs,
      """
      INSERT INTO public.clients (id, name, email, legacy_no) VALUES
        (1, 'X', 'x@x.test', 901), (2, 'Y', 'y@x.test', 902);
      SELECT setval('public.clients_id_seq', 500);
      """)
    try stage.file("legacy.json", #"{"id":"legacy_no"}"#)
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "u1@x.test"), TestRecord.client(2, "u2@x.test")])
    try stage.expect(0, "--mapping", "legacy.json")
    #expect(
      try stage.database.value(
        "SELECT string_agg(target_id, ' ' ORDER BY key) FROM synctool.changes")
        == "1 2")
    return stage
  }

  private static func emails(_ stage: ProcessStage) throws -> String {
    try stage.database.value("SELECT string_agg(email, ' ' ORDER BY id) FROM public.clients")
  }

  @Test(arguments: [[], ["--mapping", "legacy.json"]])
  func `the id column is the run's, not the mapping's of today`(options: [String]) throws {
    let stage = try Self.legacy()
    let end = try stage.start(["undo", "last", "--only", "u1@x.test"] + options).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try Self.emails(stage) == "x@x.test y@x.test u2@x.test")
    // The undo's own run has the same column: its undo brings the very row back.
    try stage.expect(0, "undo", "2")
    #expect(try Self.emails(stage) == "x@x.test y@x.test u1@x.test u2@x.test")
  }

  @Test(arguments: [[], ["--mapping", "legacy.json"]])
  func `of a run that wrote down nothing the key alone decides`(options: [String]) throws {
    let stage = try Self.legacy()
    try stage.database.forgetColumns()
    let end = try stage.start(["undo", "1"] + options).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try Self.emails(stage) == "x@x.test y@x.test")
  }

  /// What is done to the table after the run, and what an undo of it says; nil when it takes all back.
  private static let alterations: [(change: String, problem: String?)] = [
    ("ALTER TABLE public.clients RENAME legacy_no TO number", nil),
    (
      "ALTER TABLE public.clients RENAME legacy_no TO number;"
        + " ALTER TABLE public.clients ADD legacy_no bigint DEFAULT 1", nil
    ),
    ("ALTER TABLE public.clients RENAME email TO mail", nil),
    (
      "ALTER TABLE public.clients DROP legacy_no",
      "by the id column \"legacy_no\", which public.clients no longer has"
    ),
    (
      "ALTER TABLE public.clients DROP legacy_no;"
        + " ALTER TABLE public.clients ADD legacy_no bigserial UNIQUE NOT NULL",
      "by the id column \"legacy_no\", which public.clients no longer has"
    ),
    (
      "ALTER TABLE public.clients RENAME email TO mail; ALTER TABLE public.clients DROP mail",
      "by the email column \"email\", which public.clients no longer has"
    ),
    (
      "ALTER TABLE public.clients DROP CONSTRAINT clients_legacy_no_key",
      "has no valid unique index"
    ),
    (
      "ALTER TABLE public.clients ALTER legacy_no DROP DEFAULT,"
        + " ALTER legacy_no TYPE uuid USING gen_random_uuid()",
      "the ids that run 1 recorded do not fit the type uuid"
    ),
    (
      "ALTER TABLE public.clients ALTER legacy_no DROP DEFAULT,"
        + " ALTER legacy_no TYPE date USING date '2000-01-01' + legacy_no::int",
      "the ids that run 1 recorded do not fit the type date"
    ),
  ]

  @Test(arguments: alterations.indices)
  func `columns are followed to their new names, and named where they are gone`(
    index: Int
  ) throws {
    let (change, problem) = Self.alterations[index]
    let stage = try Self.legacy()
    try stage.database.run(change)
    let versions = try stage.database.versions()
    guard let problem else {
      try stage.expect(0, "undo", "1")
      #expect(
        try stage.database.value("SELECT string_agg(name, '') FROM public.clients") == "XY")
      return
    }
    for arguments in [["undo", "1", "--dry-run"], ["undo", "1"]] {
      let end = try stage.start(arguments).end()
      try stage.expectFailure(78, problem, hint: "", end, before: versions)
    }
  }

  @Test func `no row with another key is touched, whoever has its id and version`() throws {
    let stage = try Self.legacy()
    try stage.database.run("UPDATE synctool.changes SET key = 'else@x.test' WHERE target_id = '1'")
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 2, "delete": 1, "kept": 1])
    #expect(try stage.report("run.ndjson")[0].verdict == "kept changed-since")
    #expect(try Self.emails(stage) == "x@x.test y@x.test u1@x.test")
  }

  @Test(arguments: [false, true])
  func `keys compare as they did in the run`(isForgotten: Bool) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "Ann@x.test"), TestRecord.client(2, "ann@x.test")])
    try stage.expect(0, "--match", "exact")
    if isForgotten { try stage.database.forgetColumns() }
    try stage.expect(0, "undo", "last", "--only", "Ann@x.test")
    #expect(try stage.database.emails() == ["ann@x.test"])
    try stage.expect(4, "undo", "1", "--only", "ANN@x.test")
    let words = "--match has no effect: emails compare as in the run that is taken back"
    let end = try stage.expect(
      4, "undo", "1", "--only", "ANN@x.test", "--match", "casefold")
    #expect(
      end.error.contains("warning: \(words)") && !end.error.contains("hint: check the emails, and"))
    let plain = try stage.expect(
      4, "undo", "1", "--only", "ANN@x.test", with: ["SYNCTOOL_MATCH": "casefold"])
    #expect(!plain.error.contains("--match"), "\(plain.error)")
  }

  @Test func `the clients of a column that is gone are kept, the others taken back`() throws {
    let scene = try UndoScene(
      TestDatabase.clients, "", then: "ALTER TABLE public.clients DROP phone")
    let end = try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "delete": 2, "update": 1, "kept": 1])
    #expect(
      try scene.verdicts("run.ndjson").filter { $0.contains("kept") }
        == ["old1@x.test kept changed-since phone"])
  }

  @Test func `a value goes back into its own column, and never into one with its old name`() throws
  {
    let scene = try UndoScene(
      TestDatabase.clients, "",
      then: """
        ALTER TABLE public.clients RENAME phone TO telephone;
        ALTER TABLE public.clients ADD phone varchar(50);
        ALTER TABLE public.clients DROP address;
        ALTER TABLE public.clients ADD address jsonb;
        """)
    try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(
      try scene.verdicts("run.ndjson").filter { $0.contains("kept") } == [
        "old1@x.test kept changed-since address", "old2@x.test kept changed-since address",
      ])
    #expect(
      try scene.database.value("SELECT count(phone) + count(address) FROM public.clients") == "0")
    // A client of another run of which no lost column is one.
    try scene.stage.file(
      "map.json",
      #"{"columns":[{"field":"phone","column":"telephone","type":"text"},{"field":"name","column":"name","type":"text"}]}"#
    )
    try scene.stage.source([TestRecord.client(1, "old1@x.test", #""phone":"99""#)])
    try scene.stage.expect(0, "--force", "--mapping", "map.json")
    try scene.database.run("ALTER TABLE public.clients RENAME telephone TO tel")
    try scene.stage.expect(0, "undo", "last")
    #expect(try scene.database.value("SELECT tel FROM public.clients WHERE id = 1") == "")
  }

  @Test func `a column of the settings refers by the id of today as well as by the run's`() throws {
    let stage = try Self.legacy()
    try stage.database.run(
      "CREATE TABLE public.sensors (client bigint); INSERT INTO public.sensors SELECT id"
        + " FROM public.clients WHERE email = 'u2@x.test'")
    stage.environment["SYNCTOOL_REFERENCES"] = "sensors.client"
    try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map { "\($0.key ?? "") \($0.verdict)" }
        == ["u1@x.test delete", "u2@x.test kept referenced public.sensors.client"])
  }
}
