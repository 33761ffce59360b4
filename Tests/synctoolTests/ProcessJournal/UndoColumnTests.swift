import Testing

/// Columns that were dropped since the run that is taken back.
struct UndoColumnTests {
  /// What became of the columns, and what an undo of the undo says of the client that has a phone and of the
  /// one that has none.
  private static let cases: [(sql: String, one: String, other: String)] = [
    ("ALTER TABLE public.clients DROP phone", "kept changed-since phone", "create"),
    (
      "ALTER TABLE public.clients DROP phone, ADD phone varchar(50)", "kept changed-since phone",
      "create"
    ),
    (
      "ALTER TABLE public.clients DROP phone; ALTER TABLE public.clients RENAME extra TO phone",
      "kept changed-since phone", "create"
    ),
    // Neither has anything in it.
    ("ALTER TABLE public.clients DROP extra", "create", "create"),
    ("ALTER TABLE public.clients DROP extra, DROP address", "create", "create"),
    ("ALTER TABLE public.clients DROP extra, ADD extra int NOT NULL DEFAULT 7", "create", "create"),
    ("ALTER TABLE public.clients RENAME phone TO tel", "create", "create"),
    // Both have.
    (
      "ALTER TABLE public.clients DROP protected", "kept changed-since protected",
      "kept changed-since protected"
    ),
    (
      "ALTER TABLE public.clients DROP phone, DROP extra", "kept changed-since phone", "create"
    ),
  ]

  @Test(arguments: cases)
  func `a client that had nothing in a column does without it`(
    sql: String, one: String, other: String
  ) throws {
    let stage = try ProcessStage(TestDatabase.clients, "ALTER TABLE public.clients ADD extra text;")
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "one@x.test", #""phone":"5""#), TestRecord.client(2, "other@x.test"),
    ])
    try stage.expect(0)
    try stage.expect(0, "undo", "1")
    try stage.database.run(sql)
    let isKept = one.hasPrefix("kept")
    let dry = try stage.expect(isKept ? 3 : 0, "undo", "2", "--dry-run", "--report", "dry.ndjson")
    let end = try stage.expect(isKept ? 3 : 0, "undo", "2", "--report", "run.ndjson")
    #expect(try dry.counts() == end.counts())
    #expect(try stage.text("dry.ndjson") == stage.text("run.ndjson"))
    #expect(!end.everything.contains("~~"), "\(end.everything)")
    #expect(
      try stage.report("run.ndjson").map { "\($0.key ?? "") \($0.verdict)" }
        == ["one@x.test \(one)", "other@x.test \(other)"])
    let created = [("one@x.test", one), ("other@x.test", other)].filter { $0.1 == "create" }
    #expect(try stage.database.emails() == created.map(\.0))
    // And back.
    if created.isEmpty { return }
    try stage.expect(0, "undo", "3")
    #expect(try stage.database.emails() == [])
  }

  @Test func `columns that have changed names get their own values back`() throws {
    let scene = try UndoScene(
      TestDatabase.clients, "ALTER TABLE public.clients ADD extra text DEFAULT 'e';")
    let swap = """
      ALTER TABLE public.clients RENAME phone TO x; ALTER TABLE public.clients RENAME extra TO phone;
      ALTER TABLE public.clients RENAME x TO extra
      """
    try scene.database.run(swap)
    try scene.stage.expect(0, "undo", "1")
    #expect(try scene.rows() == scene.before)
    try scene.database.run(swap)
    try scene.stage.expect(0, "undo", "2")
    #expect(try scene.rows() == scene.after)
  }

  @Test func `a client whose column the run has filled is not called taken back`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      VALUES ('Old', 'one@x.test'), ('Old', 'other@x.test');
      """)
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "one@x.test", #""phone":"5""#), TestRecord.client(2, "other@x.test"),
    ])
    try stage.expect(0, "--force")
    try stage.database.run("ALTER TABLE public.clients DROP phone")
    try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict) == ["kept changed-since phone", "update"])
    #expect(
      try stage.database.rows("SELECT name FROM public.clients ORDER BY email") == ["Ann", "Old"])
  }
}
