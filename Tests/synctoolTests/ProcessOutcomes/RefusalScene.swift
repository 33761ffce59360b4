import Testing

/// A table that refuses rows for every cause that PostgreSQL has.
enum RefusalScene {
  private static let rules = """
    CREATE TABLE public.cities (name text PRIMARY KEY);
    INSERT INTO public.cities VALUES ('here');
    ALTER TABLE public.clients
      ADD CONSTRAINT no_check CHECK (name <> 'check'),
      ADD COLUMN lower_name text GENERATED ALWAYS AS (lower(name)) STORED,
      ADD COLUMN city text GENERATED ALWAYS AS (address ->> 'city') STORED
        REFERENCES public.cities DEFERRABLE INITIALLY DEFERRED,
      ADD COLUMN slot int4range GENERATED ALWAYS AS (
        CASE WHEN name LIKE 'slot%' THEN int4range(1, 5) END) STORED,
      ADD CONSTRAINT no_overlap EXCLUDE USING gist (slot WITH &&);
    CREATE UNIQUE INDEX one_phone ON public.clients (phone);
    CREATE FUNCTION public.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = 'raise' THEN RAISE EXCEPTION 'secret of %', NEW.email; END IF;
      IF NEW.name = 'swallow' THEN RETURN NULL; END IF;
      IF NEW.name = 'null' THEN NEW.name := NULL; END IF;
      IF NEW.name = 'divide' THEN NEW.phone := 1 / 0; END IF;
      RETURN NEW; END $$;
    CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON public.clients
      FOR EACH ROW EXECUTE FUNCTION public.watch();
    INSERT INTO public.clients (name, email, phone, createdat)
    VALUES ('slot one', 'taken@x.test', '7', NULL);
    """

  private static let refused: [(name: String, more: String, verdict: String)] = [
    ("check", "", "check-violation no_check"), ("raise", "", "raised"),
    ("swallow", "", "swallowed"), ("null", "", "not-null-violation name"),
    ("divide", "", "refused 22012"), ("double", #""phone":"7""#, "unique-violation one_phone"),
    ("far", #""address":{"city":"there"}"#, "foreign-key-violation clients_city_fkey"),
    ("slot two", "", "exclusion-violation no_overlap"),
  ]

  static var verdicts: [String] { refused.map { "failed " + $0.verdict } }

  /// One record for each cause among good ones; the table refuses the former.
  static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, rules)
    let bad = refused.enumerated().map {
      TestRecord.client($0 + 1, "bad\($0)@x.test", name: $1.name, $1.more)
    }
    let good = (1...20).map { TestRecord.client(100 + $0, "good\($0)@x.test") }
    let taken = TestRecord.client(200, "taken@x.test", name: "slot one", #""phone":"7""#)
    try stage.source(good.prefix(9) + bad + good.dropFirst(9) + [taken])
    return stage
  }

  /// What is told of a row that row-level security refuses.
  static func policy() throws -> [ReportEntry] {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      CREATE POLICY see ON public.clients FOR SELECT USING (true);
      CREATE POLICY add ON public.clients FOR INSERT WITH CHECK (name <> 'hidden');
      """)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source([
      TestRecord.client(1, "a@x.test", name: "hidden"), TestRecord.client(2, "b@x.test"),
    ])
    let end = try stage.expect(3, "--report", "run.ndjson")
    guard end.error.contains("row-level security applies to this role") else { return [] }
    return try stage.report("run.ndjson")
  }
}
