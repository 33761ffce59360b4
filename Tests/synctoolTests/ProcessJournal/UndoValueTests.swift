import Testing

/// What an undo puts back is what the row holds afterwards, or it is not called taken back.
struct UndoValueTests {
  /// A table with one more column, whose type becomes another one between the undo and its undo.
  private struct Alteration: Sendable {
    var type: String
    var then: String
    /// The values of client1 to client3 as the journal has them, and of those that do not come back.
    var values: [String]
    var kept: [Int]
  }

  private static let alterations = [
    Alteration(
      type: "numeric(10,2)", then: "numeric(10,0)", values: ["12.34", "12.00", "-0.50"],
      kept: [1, 3]),
    Alteration(
      type: "numeric(10,2)", then: "numeric(12,4)", values: ["12.34", "12.00", "-0.50"], kept: []),
    Alteration(
      type: "numeric", then: "numeric(4,1)", values: ["999.9", "1000", "NaN"], kept: [2, 3]),
    Alteration(
      type: "numeric", then: "integer", values: ["1.5", "7", "3000000000"], kept: [1, 3]),
    Alteration(type: "bigint", then: "smallint", values: ["40000", "5", "-32768"], kept: [1]),
    Alteration(
      type: "double precision", then: "real", values: ["1.1234567890123", "0.5", "1.1"], kept: [1]),
    Alteration(type: "text", then: "varchar(3)", values: ["abcd", "abc", "äöü"], kept: [1]),
    Alteration(type: "text", then: "char(3)", values: ["abcd", "ab", "äöü"], kept: [1]),
    Alteration(
      type: "text", then: "integer", values: ["twelve", "12", "0012"], kept: [1]),
    Alteration(
      type: "timestamptz", then: "timestamptz(0)",
      values: ["2020-01-01 00:00:00.5+00", "2020-01-01 00:00:00+00", "infinity"], kept: [1]),
    Alteration(
      type: "timestamptz", then: "date",
      values: ["2020-01-01 12:00:00+00", "2020-01-01 00:00:00+00", "infinity"], kept: [1]),
    Alteration(
      type: "text", then: "uuid",
      values: ["5f000000-0000-4000-8000-00000000000A", "none", "5f"], kept: [2, 3]),
    Alteration(type: "text", then: "boolean", values: ["true", "yes", "f"], kept: [2]),
    Alteration(type: "jsonb", then: "jsonb", values: [#"{"a": 1.50}"#, "null", "[1]"], kept: []),
  ]

  @Test(arguments: alterations.indices)
  func `a value that its column would not give back is kept out, and named`(index: Int) throws {
    let alteration = Self.alterations[index]
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "phone VARCHAR", with: "extra \(alteration.type), phone VARCHAR"),
      """
      CREATE FUNCTION public.extra() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.extra := (ARRAY[\(alteration.values.map { "'\($0)'" }.joined(separator: ", "))])
          [substr(NEW.email, 7, 1)::int]::\(alteration.type);
        RETURN NEW; END $$;
      CREATE TRIGGER extra BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.extra();
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    try stage.database.run("DROP TRIGGER extra ON public.clients")
    try stage.expect(0, "undo", "1")
    try stage.database.run(
      "ALTER TABLE public.clients ALTER extra TYPE \(alteration.then)"
        + " USING NULL::\(alteration.then)")
    let status: Int32 = alteration.kept.isEmpty ? 0 : 3
    let dry = try stage.expect(status, "undo", "2", "--dry-run")
    let end = try stage.expect(status, "undo", "2", "--report", "run.ndjson")
    #expect(try dry.counts() == end.counts())
    let kept = try stage.report("run.ndjson").filter { $0.action == "kept" }
    #expect(
      kept.map { "\($0.key ?? "") \($0.verdict)" }
        == alteration.kept.map { "client\($0)@x.test kept not-restored extra" })
    #expect(try stage.database.count() == 3 - alteration.kept.count)
    // What is said and journaled of the others is what the rows hold.
    let after = try stage.database.rows(
      "SELECT email, extra::text FROM public.clients ORDER BY email")
    #expect(after.count == 3 - alteration.kept.count)
    try stage.expect(0, "undo", "3")
    #expect(
      try stage.database.rows(
        "SELECT key, before ->> 'extra' FROM synctool.changes WHERE run = 4 ORDER BY key") == after)
  }

  /// A trigger, the clients that an undo takes back under it, and those that stay, with the column.
  private static let triggers: [(body: String, kept: [String])] = [
    ("NEW.updatedat := clock_timestamp();", []),
    ("NEW.phone := '+' || NEW.phone;", ["client1@x.test kept not-restored phone"]),
    (
      "NEW.name := upper(NEW.name);",
      (1...3).map { "client\($0)@x.test kept not-restored name" }
    ),
    (
      "IF NEW.email = 'client2@x.test' THEN NEW.name := OLD.name; END IF;",
      ["client2@x.test kept not-restored name"]
    ),
    (
      "NEW.address := coalesce(NEW.address, '{}') || '{\"touched\": 1}';",
      ["client3@x.test kept not-restored address"]
    ),
  ]

  /// Three clients that a run updated: of the first the phone too, of the third the address.
  private static func updated() throws -> (ProcessStage, before: [String]) {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address) VALUES
        ('Old', 'client1@x.test', '1', NULL), ('Old', 'client2@x.test', NULL, NULL),
        ('Old', 'client3@x.test', NULL, '{"a": 1.0}');
      """)
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "client1@x.test", #""phone":"5""#),
      TestRecord.client(2, "client2@x.test"), TestRecord.client(3, "client3@x.test"),
    ])
    let before = try stage.database.rows(UndoScene.table)
    try stage.expect(0, "--force")
    return (stage, before)
  }

  @Test(arguments: triggers.indices)
  func `a client whose column a trigger keeps from coming back is not taken back`(
    index: Int
  ) throws {
    let (body, kept) = Self.triggers[index]
    let (stage, _) = try Self.updated()
    try stage.database.run(
      """
      CREATE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        \(body) RETURN NEW; END $$;
      CREATE TRIGGER meddle BEFORE UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.meddle();
      """)
    let versions = try stage.database.versions()
    let end = try stage.expect(kept.isEmpty ? 0 : 3, "undo", "1", "--report", "run.ndjson")
    let report = try stage.report("run.ndjson").map { "\($0.key ?? "") \($0.verdict)" }
    #expect(report.filter { $0.contains(" kept ") } == kept, "\(end.everything)")
    #expect(try end.counts()["update"] ?? 0 == 3 - kept.count)
    let now = Set(try stage.database.versions())
    #expect(versions.filter { now.contains($0) }.count == kept.count, "nothing is left half done")
    #expect(
      try stage.database.value("SELECT count(*) FROM public.clients WHERE name = 'Old'")
        == "\(3 - kept.count)")
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.changes WHERE run = 2")
        == "\(3 - kept.count)")
  }

  @Test func `the time of a write may be a trigger's, and is shown as it is`() throws {
    let (stage, _) = try Self.updated()
    try stage.database.run(
      """
      CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.updatedat := '2031-02-03 04:05:06Z'; RETURN NEW; END $$;
      CREATE TRIGGER touch BEFORE UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.touch();
      """)
    let end = try stage.expect(0, "undo", "1", "--report", "run.ndjson")
    #expect(end.output.contains("-> \"2031-02-03 04:05:06+00\""), "\(end.output)")
    #expect(try stage.text("run.ndjson").contains("2031-02-03 04:05:06+00"))
    #expect(
      try stage.database.rows(
        "SELECT DISTINCT after ->> 'updatedat' FROM synctool.changes WHERE run = 2")
        == ["2031-02-03 04:05:06+00"])
    // And such a row counts as put back.
    try stage.expect(0, "undo", "2")
    try stage.expect(0, "undo", "1")
  }

  @Test(arguments: [
    (
      "UPDATE public.clients SET phone = '0' WHERE id = NEW.id AND phone IS DISTINCT FROM '0'",
      "phone"
    ),
    ("DELETE FROM public.clients WHERE id = NEW.id", "id"),
  ])
  func `what a trigger does afterwards counts too`(statement: String, column: String) throws {
    let (stage, _) = try Self.updated()
    try stage.database.run(
      """
      CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        \(statement); RETURN NULL; END $$;
      CREATE TRIGGER late AFTER UPDATE ON public.clients FOR EACH ROW
        WHEN (NEW.email = 'client1@x.test' AND NEW.name = 'Old') EXECUTE FUNCTION public.late();
      """)
    let versions = try stage.database.versions()
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 3, "update": 2, "kept": 1])
    #expect(try stage.report("run.ndjson")[0].verdict == "kept not-restored \(column)")
    #expect(try stage.database.versions().contains { versions.contains($0) })
  }

  @Test func `a deleted client that a trigger brings back at once is not taken back`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    try stage.database.run(
      """
      CREATE FUNCTION public.again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.clients VALUES (OLD.*); RETURN NULL; END $$;
      CREATE TRIGGER again AFTER DELETE ON public.clients FOR EACH ROW
        WHEN (OLD.email = 'client2@x.test') EXECUTE FUNCTION public.again();
      """)
    let versions = try stage.database.versions()
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 3, "delete": 2, "kept": 1])
    #expect(try stage.report("run.ndjson")[1].verdict == "kept not-restored id")
    #expect(try versions.contains(#require(stage.database.versions().first)))
  }
}
