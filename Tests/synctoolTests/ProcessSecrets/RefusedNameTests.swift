import Testing

/// Names in PostgreSQL's errors: a trigger can put a client's data there.
struct RefusedNameTests {
  private static let secret = "34600123456"

  private static let places = [
    "CONSTRAINT = NEW.phone", "COLUMN = NEW.phone", "TABLE = NEW.phone", "SCHEMA = NEW.phone",
    "DATATYPE = NEW.phone", "CONSTRAINT = NEW.email, COLUMN = NEW.phone",
    "MESSAGE = NEW.phone, DETAIL = NEW.phone, HINT = NEW.phone",
  ]
  private static let states = [
    "23505", "23514", "23503", "23502", "23P01", "22001", "22012", "P0001", "44000", "54000",
    "XYZ99",
    "57014", "53100", "42P01", "42501",
  ]

  private static func stage(_ raise: String, _ when: String) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'ann\(secret)@x.test');
      CREATE FUNCTION public.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE \(raise); RETURN NEW; END $$;
      CREATE \(when) ON public.clients FOR EACH ROW EXECUTE FUNCTION public.watch();
      """)
    try stage.source([
      TestRecord.client(
        1, "ann\(secret)@x.test", #""phone":"\#(secret)""#),
      TestRecord.client(
        2, "bob\(secret)@x.test", #""phone":"\#(secret)""#),
    ])
    return stage
  }

  private static let moments = [
    "TRIGGER w BEFORE INSERT OR UPDATE", "TRIGGER w AFTER INSERT OR UPDATE",
    "CONSTRAINT TRIGGER w AFTER INSERT OR UPDATE",
  ]

  @Test(arguments: states)
  func `what a trigger makes up is told nowhere`(state: String) throws {
    for (index, place) in Self.places.enumerated() {
      let stage = try Self.stage(
        "EXCEPTION USING ERRCODE = '\(state)', \(place)", Self.moments[index % 3])
      try stage.expect(0, "init")
      let end = try stage.run("--force", "-q", "--mask", "--report", "run.ndjson")
      #expect(end.status == 3, "\(end.everything)")
      let kept = try stage.database.rows(
        "SELECT reason, field FROM synctool.rejections UNION ALL SELECT error::text, '' FROM synctool.runs"
      )
      let report = try stage.text("run.ndjson")
      for text in kept + [end.everything, report] {
        #expect(!text.contains(Self.secret), "\(text)")
      }
    }
  }

  private static let real: [(raise: String, field: String?)] = [
    ("CONSTRAINT = 'clients_email_key'", "clients_email_key"), ("COLUMN = 'phone'", "phone"),
    ("COLUMN = 'phone', CONSTRAINT = 'made_up'", "phone"),
    ("COLUMN = 'made_up', CONSTRAINT = 'clients_pkey'", "clients_pkey"),
    ("CONSTRAINT = 'by_name'", "by_name"), ("CONSTRAINT = 'child_fkey'", "child_fkey"),
    ("CONSTRAINT = 'child_check'", "child_check"), ("COLUMN = 'toy'", "toy"),
    ("CONSTRAINT = 'short_phone'", "short_phone"), ("CONSTRAINT = 'elsewhere_pkey'", nil),
    ("COLUMN = 'ctid'", nil), ("CONSTRAINT = 'CLIENTS_PKEY'", nil), ("COLUMN = ''", nil),
  ]

  @Test(arguments: real)
  func `a name that the catalogs know is told`(raise: String, field: String?) throws {
    let stage = try Self.stage(
      "EXCEPTION USING ERRCODE = '23514', \(raise)", "TRIGGER w BEFORE INSERT")
    try stage.database.run(
      """
      CREATE DOMAIN public.phone AS varchar(50) CONSTRAINT short_phone CHECK (length(value) < 40);
      ALTER TABLE public.clients ADD other public.phone;
      CREATE INDEX by_name ON public.clients (name);
      CREATE TABLE public.child (toy int, client int8, CONSTRAINT child_check CHECK (toy > 0),
        CONSTRAINT child_fkey FOREIGN KEY (client) REFERENCES public.clients);
      CREATE TABLE public.elsewhere (id int PRIMARY KEY);
      """)
    try stage.expect(3, "--report", "run.ndjson")
    let failed = try stage.report("run.ndjson").filter { $0.action == "failed" }
    #expect(failed.map(\.field) == [field])
    #expect(failed.map(\.reason) == ["check-violation"])
  }
}
