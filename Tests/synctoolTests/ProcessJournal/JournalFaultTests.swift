import Testing

/// Triggers, rules and values that somebody has put into the journal: what they do is not told as a client's fault,
/// or the mapping's.
struct JournalFaultTests {
  /// What is done to the journal's own tables.
  private static let ownTriggers: [(table: String, body: String)] = [
    ("changes", "RAISE EXCEPTION 'x'"), ("changes", "RETURN NULL"), ("runs", "RAISE EXCEPTION 'x'"),
    ("runs", "RETURN NULL"),
  ]

  @Test(arguments: ownTriggers.indices)
  func `a trigger on a table of the journal is no client's fault`(index: Int) throws {
    let (table, body) = Self.ownTriggers[index]
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(2))
    try stage.expect(0)
    try stage.database.run("DELETE FROM public.clients WHERE email = 'client2@x.test'")
    try stage.database.run(
      """
      CREATE FUNCTION public.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body); END $$;
      CREATE TRIGGER own BEFORE INSERT ON synctool.\(table)
        FOR EACH ROW EXECUTE FUNCTION public.own();
      """)
    for command in [["sync"], ["undo", "1"]] {
      let end = try stage.start(command).end()
      #expect(end.status == 1, "\(end.everything)")
      #expect(!end.output.contains("failed client"), "\(end.output)")
      #expect(
        end.error.contains(
          body == "RETURN NULL" ? "the journal's own tables were altered" : "P0001"),
        "\(end.error)")
    }
    #expect(try stage.database.rows("SELECT email FROM public.clients") == ["client1@x.test"])
    #expect(try stage.database.value("SELECT count(*) FROM synctool.changes") == "2")
    try stage.database.run(
      "CREATE OR REPLACE FUNCTION public.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    )
    try stage.expect(0)
    #expect(try stage.database.value("SELECT count(*) FROM synctool.changes") == "3")
  }

  @Test func `a rule that hides the journal's entries is no client's fault`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(2))
    try stage.database.run(
      "CREATE RULE r AS ON INSERT TO synctool.changes DO INSTEAD NOTHING")
    let end = try stage.expect(1)
    #expect(end.error.contains("the journal kept 0 of 2 rows"), "\(end.error)")
    #expect(try stage.database.count() == 0)
  }

  /// Values that no run writes.
  private static let values = [
    "counts = '{\"create\": \"x\"}'", "counts = '[1]'", "started_at = 'infinity'",
    "counts = '{\"create\": 99999999999999999999}'", "finished_at = '-infinity'",
  ]

  @Test(arguments: values)
  func `a value that no run writes is the journal's fault`(value: String) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(1))
    try stage.expect(0)
    try stage.expect(0, "undo", "1")
    try stage.database.run("UPDATE synctool.runs SET \(value)")
    for command in [["history"], ["show", "1"], ["undo", "1"], ["undo", "last"], ["status"]] {
      let end = try stage.start(command).end()
      #expect(end.status == 1, "\(command) \(end.everything)")
      #expect(end.error.contains("hint: the journal's own tables were altered"), "\(end.error)")
    }
  }
}
