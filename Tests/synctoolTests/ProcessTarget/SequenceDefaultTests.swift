import Testing

/// Defaults that draw from a sequence in rarer ways, or into columns of other types than integers.
struct SequenceDefaultTests {
  /// Rows 2 and others are there by hand; the sequence continues with 1. Then the schema of the sequence.
  private static let behind: [(sql: String, words: String)] = [
    // Old dumps name the sequence by a text, which is looked up with each value.
    (
      """
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq'::text);
      \(rows("2, 3"))
      """, "public.clients_id_seq"
    ),
    (
      """
      CREATE SCHEMA app; CREATE SEQUENCE app."Odd's \"\"seq\"\"\";
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('app."Odd''s \"\"seq\"\"\"'::text);
      \(rows("2, 3"))
      """, #"app."Odd's ""seq"""#
    ),
    (
      """
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq'::varchar);
      \(rows("2, 3"))
      """, "public.clients_id_seq"
    ),
    // With casts of its own.
    (
      """
      ALTER TABLE public.clients ALTER id TYPE text;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq')::text;
      \(rows("'2', '3'"))
      """, "up to 3"
    ),
    (
      """
      ALTER TABLE public.clients ALTER id TYPE varchar(9);
      ALTER TABLE public.clients ALTER id
        SET DEFAULT nextval('public.clients_id_seq'::text)::int::varchar(9);
      \(rows("'2', '3'"))
      """, "up to 3"
    ),
    (
      """
      ALTER TABLE public.clients ALTER id TYPE int4;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq')::int4;
      \(rows("2, 3"))
      """, "up to 3"
    ),
    // Along the session's path, of which public is the first that has one.
    (
      """
      CREATE SCHEMA app; CREATE SEQUENCE app.ids START 100; CREATE SEQUENCE public.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('IDS'::text);
      \(rows("2, 3"))
      """, "public.ids"
    ),
    ("ALTER TABLE public.clients ALTER id TYPE text; \(rows("'x', '2', '10', '03'"))", "up to 10"),
    (
      "ALTER TABLE public.clients ALTER id TYPE varchar(20); \(rows("'c1', '2'"))", "up to 2"
    ),
    (
      """
      CREATE DOMAIN public.word AS text CHECK (VALUE <> '');
      ALTER TABLE public.clients ALTER id TYPE public.word; \(rows("'2', '-7'"))
      """, "up to 2"
    ),
    ("ALTER TABLE public.clients ALTER id TYPE numeric; \(rows("2, 7.5"))", "up to 7.5"),
    // The default of a domain.
    (
      """
      CREATE DOMAIN public.number AS int8 DEFAULT nextval('public.clients_id_seq');
      ALTER TABLE public.clients ALTER id DROP DEFAULT, ALTER id TYPE public.number; \(rows("2, 3"))
      """, "up to 3"
    ),
    (
      """
      CREATE DOMAIN public.number AS int8 DEFAULT nextval('clients_id_seq'::text);
      CREATE DOMAIN public.key AS public.number CHECK (VALUE > 0);
      ALTER TABLE public.clients ALTER id DROP DEFAULT, ALTER id TYPE public.key; \(rows("2, 3"))
      """, "up to 3"
    ),
    (
      """
      CREATE SEQUENCE public.other START 90;
      CREATE DOMAIN public.number AS int8 DEFAULT nextval('public.other');
      ALTER TABLE public.clients ALTER id TYPE public.number; \(rows("2, 3"))
      """, "public.clients_id_seq"
    ),
    ("ALTER TABLE public.clients ALTER id TYPE float8; \(rows("2, 7.5"))", "up to 2"),
  ]

  private static func rows(_ ids: String) -> String {
    """
    INSERT INTO public.clients (id, name, email)
    SELECT i, 'Old', 'old' || i FROM unnest(ARRAY[\(ids)]) i;
    """
  }

  @Test(arguments: behind, [false, true])
  func `a sequence behind its rows is found before the first write`(
    case: (sql: String, words: String), quotes: Bool
  ) throws {
    let stage = try ProcessStage(TestDatabase.clients, `case`.sql)
    // PostgreSQL prints what the catalogs hold in another way then.
    if quotes {
      try stage.database.run(
        "ALTER DATABASE \(stage.database.name) SET quote_all_identifiers = on")
    }
    defer {
      try? stage.database.run("ALTER DATABASE \(stage.database.name) RESET quote_all_identifiers")
    }
    try stage.source(TestRecord.many(3))
    let before = try stage.database.versions()
    for arguments in [[], ["--dry-run"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.error.contains(`case`.words), "\(end.error)")
    }
    #expect(try stage.database.versions() == before)
    let check = try stage.run("check")
    #expect(check.output.contains(`case`.words), "\(check.everything)")
    // The statement of the hint does what it says.
    let statement = try #require(check.output.firstMatch(of: /run: (SELECT setval.*)/)?.1)
    try stage.database.run(String(statement))
    try stage.expect(0)
    #expect(try stage.database.emails().filter { $0.hasPrefix("client") }.count == 3)
  }

  /// What stands in nobody's way.
  private static let fine = [
    "ALTER TABLE public.clients ALTER id TYPE text; \(rows("'x', '007', '02', '5', ' 1', '1.0', 'é'"))",
    "ALTER TABLE public.clients ALTER id TYPE float8; \(rows("1.5::float8, 'NaN', '-Infinity', 1e300"))",
    "ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq'::text);",
    """
    CREATE SEQUENCE public.\(String(repeating: "n", count: 70));
    ALTER TABLE public.clients ALTER id SET DEFAULT nextval('\(String(repeating: "N", count: 70))'::text);
    """,
    // More than casts.
    """
    ALTER TABLE public.clients ALTER id TYPE text;
    ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq')::text || 'c';
    \(rows("'1', '2'"))
    """,
    """
    ALTER TABLE public.clients ALTER id TYPE text;
    ALTER TABLE public.clients ALTER id
      SET DEFAULT lpad(nextval('public.clients_id_seq')::text, 5, '0');
    \(rows("'1', '2'"))
    """,
    """
    ALTER TABLE public.clients ALTER id SET DEFAULT (nextval('public.clients_id_seq') * 100)::int;
    \(rows("1, 2"))
    """,
    // Names that are no sequence's, in a column that is filled otherwise.
    "ALTER TABLE public.clients ADD n int8 DEFAULT nextval('no such name'::text);"
      + "ALTER TABLE public.clients ALTER n SET DEFAULT 1;",
    """
    CREATE FUNCTION public.nextval(text) RETURNS int8 LANGUAGE sql AS 'SELECT 77::int8';
    ALTER TABLE public.clients ALTER id SET DEFAULT public.nextval('x'::text) + nextval('public.clients_id_seq');
    """,
  ]

  @Test(arguments: fine.indices)
  func `values that are no numbers of a sequence stand in nobody's way`(index: Int) throws {
    let stage = try ProcessStage(TestDatabase.clients, Self.fine[index])
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "check")
    #expect(try stage.expect(0).counts()["create"] == 3)
  }

  /// What somebody does while the source is read, the exit code, and what is created of three.
  private static let meanwhile: [(sql: String, code: Int32, created: Int)] = [
    ("ALTER SEQUENCE public.clients_id_seq MAXVALUE 4", 3, 2),
    ("ALTER SEQUENCE public.clients_id_seq INCREMENT 10 MAXVALUE 30", 3, 2),
    ("ALTER SEQUENCE public.clients_id_seq RENAME TO other", 0, 3),
    (
      """
      CREATE SCHEMA app; ALTER SEQUENCE public.clients_id_seq OWNED BY NONE;
      ALTER SEQUENCE public.clients_id_seq SET SCHEMA app
      """, 0, 3
    ),
    ("ALTER SEQUENCE public.clients_id_seq RESTART", 78, 0),
    ("SELECT setval('public.clients_id_seq', 1)", 78, 0),
    (
      "CREATE SEQUENCE public.z; ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.z')",
      78, 0
    ),
    (
      """
      CREATE SEQUENCE public.z START 50;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.z')
      """, 0, 3
    ),
    ("SELECT nextval('public.clients_id_seq')", 0, 3),
  ]

  @Test(arguments: meanwhile)
  func `a sequence that is altered while the source is read is looked at again`(
    sql: String, code: Int32, created: Int
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'a@x.test'), ('Old', 'b@x.test');")
    let end = try stage.run([], of: TestRecord.many(3), whileReading: sql)
    #expect(end.status == code, "\(end.everything)")
    #expect(!end.error.contains("SQLSTATE"), "\(end.error)")
    #expect(
      try stage.database.emails().filter { $0.hasPrefix("client") }
        == (0..<created).map { "client\($0 + 1)@x.test" })
  }
}
