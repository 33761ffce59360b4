import Testing

/// Triggers that change other columns than an undo puts back: the journal has what the rows hold, so that
/// the undo can be taken back itself.
struct UndoTriggerTests {
  /// What makes triggers of `public.touch`, and what it does.
  private static let triggers: [(when: String, body: String)] = [
    ("BEFORE INSERT OR UPDATE ON public.clients FOR EACH ROW", "NEW.note := 'touched'"),
    ("AFTER INSERT OR UPDATE ON public.clients FOR EACH ROW", touch("id = NEW.id")),
    ("AFTER INSERT OR UPDATE ON public.clients FOR EACH STATEMENT", touch("name <> 'Other'")),
    // In a transaction of its own within the undo's: the row is of yet another version.
    (
      "AFTER INSERT OR UPDATE ON public.clients FOR EACH ROW",
      "BEGIN \(touch("id = NEW.id")); EXCEPTION WHEN division_by_zero THEN NULL; END"
    ),
    // What the trigger does, it does twice.
    (
      "AFTER INSERT OR UPDATE ON public.clients FOR EACH ROW",
      touch("id = NEW.id") + "; " + touch("id = NEW.id")
    ),
  ]

  private static func touch(_ rows: String) -> String {
    "UPDATE public.clients SET note = 'touched' WHERE note = 'own' AND \(rows)"
  }

  private static func sql(_ trigger: (when: String, body: String), deferred: Bool) -> String {
    """
    CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF pg_trigger_depth() < 2 THEN \(trigger.body); END IF; RETURN NEW; END $$;
    CREATE \(deferred ? "CONSTRAINT TRIGGER" : "TRIGGER") touch
      \(deferred ? trigger.when.replacing("FOR", with: "DEFERRABLE INITIALLY DEFERRED FOR") : trigger.when)
      EXECUTE FUNCTION public.touch();
    """
  }

  /// The clients of whom the journal has something else than the row holds.
  private static func strays(_ scene: UndoScene, _ run: Int) throws -> [String] {
    try scene.database.rows(
      """
      SELECT c.key, c.action, c.after, t.note FROM synctool.changes c
        JOIN public.clients t ON t.id::text = c.target_id
      WHERE c.run = \(run) AND c.action <> 'delete' AND (t.xmin <> c.row_xmin
        OR c.action = 'update' AND (c.after ->> 'note' IS DISTINCT FROM t.note
          OR c.before ->> 'note' IS DISTINCT FROM 'own' OR c.after ->> 'name' <> t.name))
      """)
  }

  @Test(arguments: triggers.indices, [false, true])
  func `the journal of an undo has what the rows hold`(index: Int, deferred: Bool) throws {
    let trigger = Self.triggers[index]
    let isRow = trigger.when.hasPrefix("AFTER") && trigger.when.hasSuffix("ROW")
    if deferred, !isRow { return }
    let scene = try UndoScene(
      TestDatabase.clients, "ALTER TABLE public.clients ADD note text DEFAULT 'own';")
    let sql = Self.sql(trigger, deferred: deferred)
    try scene.database.run(sql)
    try scene.stage.expect(0, "undo", "1")
    #expect(
      try scene.database.rows("SELECT name, note FROM public.clients")
        == ["Old|touched", "Old|touched"])
    #expect(try Self.strays(scene, 2) == [])
    // Without the trigger all is as it was before the undo, that column too.
    try scene.database.run("DROP TRIGGER touch ON public.clients; DROP FUNCTION public.touch")
    let end = try scene.stage.expect(0, "undo", "2")
    #expect(try end.counts() == ["read": 4, "update": 2, "create": 2])
    #expect(try scene.rows() == scene.after)
    try scene.stage.expect(0, "undo", "3")
    #expect(
      try scene.database.rows("SELECT name, note FROM public.clients")
        == ["Old|touched", "Old|touched"])
  }

  private static let settings = [
    ("TimeZone", "Asia/Tokyo"), ("DateStyle", "SQL, DMY"), ("DateStyle", "German"),
    ("IntervalStyle", "sql_standard"), ("extra_float_digits", "-10"), ("bytea_output", "escape"),
    ("search_path", "nowhere"), ("client_encoding", "LATIN1"),
  ]

  @Test(arguments: settings, [true, false])
  func `forms of output that a trigger sets are in no text of the tool`(
    setting: (name: String, value: String), isLocal: Bool
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ADD span interval DEFAULT '-1 day -02:03:00',
        ADD score float8 DEFAULT 0.1::float8 * 3, ADD code bytea DEFAULT '\\x00ff';
      INSERT INTO public.clients (name, email, createdat) VALUES ('Old', 'client1@x.test', '2020-02-03Z');
      CREATE FUNCTION public.set() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_catalog.set_config('\(setting.name)', '\(setting.value)', \(isLocal));
        RETURN coalesce(NEW, OLD); END $$;
      CREATE TRIGGER set BEFORE INSERT OR UPDATE OR DELETE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.set();
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(2, name: "Zo\u{eb}"))
    let before = try stage.database.rows(UndoScene.table)
    let end = try stage.expect(0, "--force")
    #expect(end.output.contains("Zo\u{eb}") && end.output.contains(#"2023-11-14T22:13:20+00:00""#))
    let after = try stage.database.rows(UndoScene.table)
    for (run, rows) in [(1, before), (2, after), (3, before)] {
      let end = try stage.expect(0, "undo", "\(run)")
      if run == 1 {
        for text in ["-1 days -02:03:00", "0.30000000000000004", "x00ff", "22:13:20+00"] {
          #expect(end.output.contains(text), "\(end.output)")
        }
      }
      #expect(try stage.database.rows(UndoScene.table) == rows, "undo of run \(run)")
    }
    #expect(
      try stage.database.rows(
        "SELECT after FROM synctool.changes WHERE after ->> 'updatedat' !~ '^20\\d\\d-.*[+]00$'")
        == [])
  }

  @Test func `rows that are created again are in the journal as they are`() throws {
    let scene = try UndoScene(
      TestDatabase.clients, "ALTER TABLE public.clients ADD note text DEFAULT 'own';")
    try scene.stage.expect(0, "undo", "1")
    // The column is not one of those that come back.
    try scene.database.run("UPDATE synctool.changes SET before = before - 'note' WHERE run = 2")
    try scene.database.run(Self.sql(Self.triggers[3], deferred: true))
    try scene.stage.expect(0, "undo", "2")
    #expect(
      try scene.database.value("SELECT count(*) FROM public.clients WHERE note = 'touched'") == "4")
    #expect(try Self.strays(scene, 3).isEmpty)
    try scene.database.run("DROP TRIGGER touch ON public.clients")
    try scene.stage.expect(0, "undo", "3")
    #expect(try scene.rows() == scene.before)
  }

  @Test func `what was refused is no part of the journal, and the order is that of the writes`()
    throws
  {
    let scene = try UndoScene(
      TestDatabase.clients, "",
      then: """
        CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF OLD.email LIKE '%1@x.test' THEN RAISE EXCEPTION 'no'; END IF;
          RETURN coalesce(NEW, OLD); END $$;
        CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON public.clients
          FOR EACH ROW EXECUTE FUNCTION public.guard();
        """)
    try scene.stage.expect(3, "undo", "1")
    #expect(
      try scene.database.rows(
        "SELECT action, key, before IS NULL, after IS NULL, before_xmin IS NULL FROM synctool.changes WHERE run = 2 ORDER BY ctid"
      ) == ["delete|new2@x.test|f|t|t", "update|old2@x.test|f|f|f"])
    try scene.database.run("DROP TRIGGER guard ON public.clients")
    try scene.stage.expect(0, "undo", "2")
    #expect(try scene.rows() == scene.after)
  }
}
