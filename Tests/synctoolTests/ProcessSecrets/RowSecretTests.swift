import PostgresDriver
import Testing

/// What PostgreSQL says of a row holds the row; what the tool says of it does not.
struct RowSecretTests {
  /// Rules that refuse a row and quote it: in the error's text, its DETAIL, or its context.
  private static let rules: [(sql: String, reason: String)] = [
    ("ALTER TABLE public.clients ADD CONSTRAINT no CHECK (name = 'fine')", "check-violation no"),
    (
      """
      INSERT INTO public.clients (name, email, phone) VALUES ('fine', 'a@x.test', '\(value)');
      CREATE UNIQUE INDEX one ON public.clients (phone)
      """, "unique-violation one"
    ),
    (
      """
      CREATE TABLE public.known (phone text PRIMARY KEY);
      ALTER TABLE public.clients ADD CONSTRAINT far FOREIGN KEY (phone) REFERENCES public.known
      """, "foreign-key-violation far"
    ),
    (
      """
      ALTER TABLE public.clients ADD slot text GENERATED ALWAYS AS (name) STORED,
        ADD CONSTRAINT apart EXCLUDE (slot WITH =);
      INSERT INTO public.clients (name, email) VALUES ('\(value)', 'b@x.test')
      """, "exclusion-violation apart"
    ),
    (
      "ALTER TABLE public.clients ADD n int GENERATED ALWAYS AS (name::int) STORED", "refused 22P02"
    ),
    (
      raising("RAISE EXCEPTION 'row %', NEW USING ERRCODE = '22003', DETAIL = NEW::text"),
      "refused 22003"
    ),
    (raising("NEW.phone := NEW.name::int"), "refused 22P02"),
    (raising("EXECUTE format('SELECT %L FROM public.nothing', NEW)"), "raised"),
    (raising(quoting("42501")), "raised"), (raising(quoting("53100")), "raised"),
    (raising(quoting("55P03")), "raised"), (raising(quoting("57014")), "raised"),
    (raising(quoting("XX000")), "raised"),
    (raising("RAISE WARNING 'row %', NEW; RAISE EXCEPTION SQLSTATE 'P0001'"), "raised"),
  ]

  private static var value: String { Canary.raw.replacing("'", with: "''") }

  private static func quoting(_ state: String) -> String {
    "RAISE EXCEPTION 'row %', NEW USING ERRCODE = '\(state)', DETAIL = NEW::text, TABLE = 'x'"
  }

  private static func raising(_ statement: String) -> String {
    """
    CREATE FUNCTION public.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      \(statement); RETURN NEW; END $$;
    CREATE TRIGGER watch BEFORE INSERT ON public.clients
      FOR EACH ROW EXECUTE FUNCTION public.watch();
    """
  }

  private static func stage(_ sql: String) throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    let text = Canary.raw.replacing("\"", with: "\\\"")
    try stage.source([
      TestRecord.client(
        1, "bad@x.test", name: text, #""phone":"\#(text)","address":{"of":"\#(text)"}"#)
    ])
    return stage
  }

  @Test(arguments: rules)
  func `a refused row is told by its reason, and none of its values`(
    sql: String, reason: String
  ) throws {
    for format in ["text", "json"] {
      let stage = try Self.stage(sql)
      let end = try stage.expect(3, "-v", "--format", format, "--report", "run.ndjson")
      #expect(try end.counts() == Self.counts(try stage.database.count()), "\(end.everything)")
      #expect(Canary.seen(in: end.error) == [], "\(end.error)")
      if format == "json" { #expect(Canary.seen(in: end.output) == [], "\(end.output)") }
      let entries = try stage.report("run.ndjson")
      #expect(entries.map(\.verdict) == ["failed " + reason])
    }
  }

  private static func counts(_ rows: Int) -> [String: Int] {
    ["read": 1, "failed": 1, "orphan": rows].filter { $0.value != 0 }
  }

  /// Five characters that a trigger takes from the row for a state, of whatever class they come to be.
  @Test(arguments: ["22777", "23PHO", "57123", "XX789", "42ABC", "40404", "99999"])
  func `a state that a trigger makes up is a row's fault and is not told`(state: String) throws {
    for format in ["text", "json"] {
      let stage = try ProcessStage(
        TestDatabase.clients,
        Self.raising(
          "IF NEW.phone <> '' THEN RAISE EXCEPTION 'no' USING ERRCODE = substr(NEW.phone, 2); END IF"
        ))
      try stage.source([
        TestRecord.client(1, "a@x.test", #""phone":"+\#(state)""#),
        TestRecord.client(2, "b@x.test"),
      ])
      try stage.expect(0, "init")
      let end = try stage.expect(3, "-v", "--format", format, "--report", "run.ndjson")
      #expect(try end.counts() == ["read": 2, "create": 1, "failed": 1])
      let failed = try stage.report("run.ndjson").filter { $0.action == "failed" }
      #expect(failed.map(\.verdict) == ["failed raised"])
      #expect(!end.everything.contains(state), "\(end.everything)")
      #expect(
        try stage.database.rows("SELECT reason, field FROM synctool.rejections") == ["raised|"])
    }
  }

  @Test(arguments: ["40001", "40P01"])
  func `an error that ends the run holds none of the row that it quotes`(state: String) throws {
    let sql = Self.raising(Self.quoting(state))
    for format in ["text", "json"] {
      let stage = try Self.stage(sql)
      let end = try stage.expect(1, "-v", "--format", format)
      #expect(end.error.contains("synctool: error: ") && end.error.contains(state))
      #expect(Canary.seen(in: end.error) == [], "\(end.error)")
      if format == "json" {
        #expect(Canary.seen(in: end.output) == [], "\(end.output)")
        #expect(try end.json()["error"] != nil)
      }
      #expect(try stage.database.count() == 0)
    }
  }

  @Test func `a row's values are in no query that others can see, nor in a cut connection's error`()
    throws
  {
    let stage = try Self.stage(Self.raising("PERFORM pg_advisory_xact_lock(4711)"))
    var holder = try stage.database.connect()
    try holder.executeScript(.init("hold", "SELECT pg_advisory_lock(4711)"))
    let tool = try stage.start(["-v", "--format", "json"])
    try stage.database.waitForLock()
    let seen = try stage.database.rows(
      """
      SELECT concat_ws(' ', query, application_name), pg_terminate_backend(pid)
      FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'synctool'
      """)
    #expect(seen.count == 1 && Canary.seen(in: seen.joined()) == [], "\(seen)")
    let end = try tool.end()
    #expect([1, 69].contains(end.status), "\(end.everything)")
    #expect(Canary.seen(in: end.everything) == [], "\(end.everything)")
    #expect(try stage.database.count() == 0)
  }
}
