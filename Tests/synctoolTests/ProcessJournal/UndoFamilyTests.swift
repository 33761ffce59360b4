import Testing

/// Clients that refer to clients, created by one run.
struct UndoFamilyTests {
  /// Five clients; each but the last has the next one as parent, by a foreign key with this rule.
  private static func stage(_ rule: String, _ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "phone VARCHAR",
        with: "parent BIGINT REFERENCES public.clients \(rule), phone VARCHAR"),
      """
      CREATE FUNCTION public.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.email <> 'client5@x.test' THEN NEW.parent := NEW.id + 1; END IF; RETURN NEW; END $$;
      CREATE TRIGGER own BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.own();
      \(more)
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(5))
    try stage.expect(0)
    try stage.database.run("DROP TRIGGER own ON public.clients")
    return stage
  }

  private static let rules = [
    "", "ON DELETE CASCADE", "ON DELETE RESTRICT", "ON DELETE SET NULL", "ON DELETE SET DEFAULT",
    "DEFERRABLE INITIALLY DEFERRED",
  ]

  @Test(arguments: rules)
  func `rows that the same undo deletes do not count, however deep`(rule: String) throws {
    let stage = try Self.stage(rule)
    let before = try stage.database.rows(UndoScene.table)
    #expect(try stage.expect(0, "undo", "1", "--dry-run").counts() == ["read": 5, "delete": 5])
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.count() == 0)
    try stage.expect(0, "undo", "2")
    #expect(try stage.database.rows(UndoScene.table) == before)
  }

  /// What makes a client stay, and who stays with it.
  private static let stays: [(change: String, kept: ClosedRange<Int>)] = [
    ("INSERT INTO public.clients (name, email, parent) VALUES ('Z', 'z@x.test', 3)", 3...5),
    ("UPDATE public.clients SET name = 'Z' WHERE email = 'client4@x.test'", 4...5),
    (
      "CREATE TABLE public.s (c bigint REFERENCES public.clients); INSERT INTO public.s VALUES (2)",
      2...5
    ),
    (
      "UPDATE public.clients SET parent = 1 WHERE email = 'client5@x.test'", 1...5
    ),
  ]

  @Test(arguments: stays.indices, rules)
  func `a client stays with whoever stays and refers to it`(index: Int, rule: String) throws {
    let (change, kept) = Self.stays[index]
    let stage = try Self.stage(rule)
    try stage.database.run(change)
    let rows = try stage.database.rows("SELECT email, parent FROM public.clients ORDER BY id")
    let dry = try stage.expect(3, "undo", "1", "--dry-run", "--report", "dry.ndjson")
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try stage.text("dry.ndjson") == stage.text("run.ndjson"))
    #expect(try dry.counts() == end.counts())
    #expect(
      try stage.report("run.ndjson").filter { $0.action == "kept" }.map(\.key)
        == kept.map { "client\($0)@x.test" })
    // Nobody's reference is changed by it.
    #expect(
      try stage.database.rows("SELECT email, parent FROM public.clients ORDER BY id")
        == rows.suffix(rows.count - (kept.lowerBound - 1)))
  }

  /// How a trigger refuses to have the second client deleted, and its fate.
  @Test(arguments: [("RETURN NULL", "swallowed"), ("RAISE EXCEPTION 'no'", "raised")], rules)
  func `a refused child keeps its parents, and goes nowhere in silence`(
    refusal: (does: String, reason: String), rule: String
  ) throws {
    let stage = try Self.stage(
      rule,
      """
      CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.email = 'client2@x.test' THEN \(refusal.does); END IF; RETURN OLD; END $$;
      CREATE TRIGGER no BEFORE DELETE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.no();
      """)
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map { "\($0.key?.prefix(7) ?? "") \($0.verdict)" } == [
        "client1 delete", "client2 failed \(refusal.reason)",
        "client3 kept referenced public.clients.parent",
        "client4 kept referenced public.clients.parent",
        "client5 kept referenced public.clients.parent",
      ], "\(end.everything)")
    #expect(
      try stage.database.rows("SELECT id, parent FROM public.clients ORDER BY id")
        == ["2|3", "3|4", "4|5", "5|"])
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.changes WHERE run = 2") == "1")
  }

  @Test func `a circle goes as a whole, and a column of the settings makes a family too`() throws {
    let stage = try Self.stage("")
    try stage.database.run(
      "ALTER TABLE public.clients DROP CONSTRAINT clients_parent_fkey;"
        + " ALTER TABLE public.clients DISABLE TRIGGER ALL")
    stage.environment["SYNCTOOL_REFERENCES"] = "clients.parent"
    try stage.expect(0, "undo", "1", "--dry-run")
    // All in a ring; no row version of the run changes by an update of its own transaction's kind.
    let ring = try Self.ring()
    try ring.expect(0, "undo", "1")
    #expect(try ring.database.count() == 0)
    // Restricted to some, those that others refer to stay.
    let end = try stage.expect(
      3, "undo", "1", "--only", "client1@x.test", "--only", "client2@x.test", "--only",
      "client4@x.test")
    #expect(try end.counts() == ["read": 3, "delete": 2, "kept": 1])
  }

  /// Five clients in a ring.
  private static func ring() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "phone VARCHAR",
        with: "parent BIGINT REFERENCES public.clients DEFERRABLE INITIALLY DEFERRED, phone VARCHAR"
      ),
      """
      CREATE FUNCTION public.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.parent := NEW.id % 5 + 1; RETURN NEW; END $$;
      CREATE TRIGGER own BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.own();
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(5))
    try stage.expect(0)
    return stage
  }
}
