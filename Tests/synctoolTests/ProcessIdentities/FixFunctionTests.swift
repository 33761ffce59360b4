import Engine
import PostgresDriver
import SyncCore
import Testing

/// `fix_user_id_mismatch` and `user_sync_status`, as those who work in the database use them.
struct FixFunctionTests {
  /// A table that refers to the application's, of each kind; `%A` is the application's table.
  private static let children = [
    "a (of %T REFERENCES %A)",
    "b (of %T REFERENCES %A ON UPDATE RESTRICT)",
    "c (of %T REFERENCES %A ON UPDATE CASCADE ON DELETE CASCADE)",
    "d (of %T REFERENCES %A ON UPDATE SET NULL)",
    "e (of %T REFERENCES %A DEFERRABLE INITIALLY DEFERRED)",
    "f (of %T REFERENCES %A, by %T REFERENCES %A)",
    "g (of %T PRIMARY KEY REFERENCES %A)",
    "h (of %T REFERENCES public.g)",
    "i (of %T REFERENCES %A, n int, PRIMARY KEY (of, n)) PARTITION BY HASH (of)",
    "i1 PARTITION OF public.i FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
    "i2 PARTITION OF public.i FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
    "j (of %T, n int) PARTITION BY LIST (n)",
    "j1 PARTITION OF public.j (FOREIGN KEY (of) REFERENCES %A) FOR VALUES IN (1)",
    "j2 PARTITION OF public.j FOR VALUES IN (2)",
    "k (of %T REFERENCES %A, copy %T GENERATED ALWAYS AS (of) STORED REFERENCES %A)",
    "named (of %T, words text)",
  ]

  private static func scene(_ type: String) throws -> InstallScene {
    var names = InstallScene.Names()
    names.type = type
    let scene = try InstallScene(
      names, rest: ", invited_by \(type) REFERENCES onagui.app_users", installed: false)
    scene.script.references = ["public.named.of", "public.named.words"].compactMap {
      NamedReference(parsing: $0)
    }
    for child in children {
      let text = child.replacing("%A", with: scene.app).replacing("%T", with: type)
      let name = child.prefix { $0 != " " }
      try scene.database.run(
        "CREATE TABLE public.\(text); ALTER TABLE public.\(name) OWNER TO \(scene.owner)")
    }
    try scene.install()
    return scene
  }

  @Test(arguments: ["uuid", "bigint", "text"])
  func `one call re-points a person wherever the id is held`(type: String) throws {
    let scene = try Self.scene(type)
    try scene.row(8, "eve@x.test")
    try scene.row(9, "ann@x.test")
    try scene.user(1, "ann@x.test")
    try scene.user(8, "eve@x.test")
    let (old, new, other) = (scene.id(9), scene.id(1), scene.id(8))
    try scene.database.run(
      """
      UPDATE \(scene.app) SET invited_by = \(old);
      \("abcdeg".map { "INSERT INTO public.\($0) VALUES (\(old)), (\(other));" }.joined())
      INSERT INTO public.f VALUES (\(old), \(old)), (\(other), \(old)), (\(other), \(other));
      INSERT INTO public.h VALUES (\(old)), (\(other));
      INSERT INTO public.i SELECT \(old), n FROM generate_series(1, 5) n;
      INSERT INTO public.j VALUES (\(old), 1), (\(old), 2);
      INSERT INTO public.k VALUES (\(old));
      INSERT INTO public.named VALUES (\(old), \(old)), (\(other), \(old))
      """)
    #expect(try scene.fix("ann@x.test").hasPrefix("mismatched update true "))
    #expect(try scene.people() == ["1|ann@x.test", "8|eve@x.test"])
    let counts = try scene.database.rows(
      Self.children.filter { !$0.contains("PARTITION OF") }.map { child in
        let name = child.prefix { $0 != " " }
        return """
          SELECT '\(name)', count(*) FILTER (WHERE t::text LIKE '%' || \(new) || '%'),
            count(*) FILTER (WHERE t::text LIKE '%' || \(old) || '%') FROM public.\(name) t
          """
      }.joined(separator: " UNION ALL ") + " ORDER BY 1")
    #expect(
      counts == [
        "a|1|0", "b|1|0", "c|1|0", "d|1|0", "e|1|0", "f|2|0", "g|1|0", "h|1|0", "i|5|0", "j|1|1",
        "k|1|0",
        "named|2|0",
      ])
    #expect(
      try scene.database.value("SELECT count(*) FROM \(scene.app) WHERE invited_by = \(new)") == "2"
    )
    #expect(try scene.fix("ann@x.test") == "synced none false")
  }

  @Test func `no id is cut to fit a domain`() throws {
    var names = InstallScene.Names()
    names.type = "text"
    let scene = try InstallScene(
      names, before: "CREATE DOMAIN public.short AS varchar(6);", installed: false)
    scene.script.references = [try #require(NamedReference(parsing: "public.named.of"))]
    try scene.database.run(
      "CREATE TABLE public.named (of public.short); ALTER TABLE public.named OWNER TO \(scene.owner)"
    )
    try scene.install()
    try scene.database.run(
      """
      INSERT INTO \(scene.app) VALUES ('user-9-and-more', 'ann@x.test');
      INSERT INTO \(scene.auth) VALUES ('user-1-and-more', 'ann@x.test');
      INSERT INTO public.named VALUES ('user-9'), ('user-1');
      """)
    // One that is longer than the column is nobody in it.
    #expect(try scene.fix("ann@x.test").hasPrefix("mismatched update true "))
    #expect(
      try scene.database.rows("SELECT of FROM public.named ORDER BY of") == ["user-1", "user-9"])
    try scene.database.run(
      """
      UPDATE \(scene.app) SET id = 'nine'; INSERT INTO public.named VALUES ('nine');
      """)
    #expect(throws: (any Error).self) { try scene.fix("ann@x.test") }
    #expect(try scene.database.value("SELECT id FROM \(scene.app)") == "nine")
  }

  @Test func `a row that a trigger keeps at the old id leaves everything as it was`() throws {
    let scene = try Self.scene("bigint")
    try scene.row(9, "ann@x.test")
    try scene.user(1, "ann@x.test")
    try scene.database.run(
      """
      INSERT INTO public.named VALUES (9, '9'), (9, 'other');
      CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF OLD.words = ''other'' THEN RETURN NULL; END IF; RETURN NEW; END';
      CREATE TRIGGER keep BEFORE UPDATE ON public.named FOR EACH ROW EXECUTE FUNCTION public.keep();
      """)
    #expect(throws: (any Error).self) { try scene.fix("ann@x.test") }
    #expect(try scene.people() == ["9|ann@x.test"])
    try scene.database.run("DROP TRIGGER keep ON public.named")
    #expect(try scene.fix("ann@x.test").hasPrefix("mismatched update true "))
    #expect(
      try scene.database.rows("SELECT * FROM public.named ORDER BY words") == ["1|1", "1|other"])
  }

  @Test func `a row that is or may be another person's is left, and so is who is unknown`() throws {
    let scene = try InstallScene()
    // The id that is wanted is taken by a row that is nobody's.
    try scene.row(9, "ann@x.test")
    try scene.row(1, "old@x.test")
    try scene.user(1, "ann@x.test")
    // Two rows of one email; two users of another.
    try scene.row(21, "two@x.test")
    try scene.row(22, "TWO@x.test")
    try scene.user(2, "two@x.test")
    try scene.user(3, "both@x.test")
    try scene.user(4, "BOTH@x.test")
    try scene.row(30, "orphan@x.test")
    let before = try scene.people()
    for (email, answer) in [
      ("ann@x.test", "id-taken"), ("two@x.test", "ambiguous"), ("both@x.test", "ambiguous"),
      ("orphan@x.test", "orphan"), ("nobody@x.test", "unknown"), (" ", "email-missing"),
    ] {
      #expect(try scene.fix(email) == answer + " reject false")
    }
    #expect(try scene.people() == before)
  }

  @Test func `an email that differs is corrected, and a refused change leaves everything`() throws {
    let scene = try InstallScene()
    try scene.row(1, "ann@x.test")
    try scene.user(1, "ann@y.test")
    #expect(try scene.fix("ann@y.test") == "email-differs update true")
    #expect(try scene.people() == ["1|ann@y.test"])
    try scene.row(9, "bob@x.test")
    try scene.user(2, "bob@x.test")
    try scene.database.run(
      """
      CREATE FUNCTION onagui.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER f BEFORE UPDATE ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.f()
      """)
    #expect(throws: (any Error).self) { try scene.fix("bob@x.test") }
    #expect(try scene.people() == ["1|ann@y.test", "9|bob@x.test"])
  }

  @Test func `two users of one email with a row each are both aligned`() throws {
    let scene = try InstallScene()
    for number in [1, 2] {
      try scene.row(number, number == 1 ? "ann@x.test" : "Ann@x.test")
      try scene.user(number, "ann@x.test")
    }
    #expect(try scene.fix("ann@x.test") == "synced none false")
    #expect(try scene.statuses() == ["ann@x.test|SYNCED", "ann@x.test|SYNCED"])
  }

  @Test func `the view has a word for everybody`() throws {
    let scene = try InstallScene()
    let rows = [
      (1, "synced@x.test"), (11, "moved@x.test"), (12, "orphan@x.test"), (3, "old@x.test"),
      (4, "swap5@x.test"), (5, "swap4@x.test"), (21, "two@x.test"), (22, "TWO@x.test"),
      (8, "phone@x.test"),
    ]
    for (number, email) in rows { try scene.row(number, email) }
    let users = [
      (1, "synced@x.test"), (2, "Moved@x.test"), (3, "new@x.test"), (4, "swap4@x.test"),
      (5, "swap5@x.test"),
      (6, "two@x.test"), (7, "missing@x.test"), (8, nil), (9, nil), (31, "SYNCED@x.test"),
    ]
    for (number, email) in users { try scene.user(number, email) }
    try scene.database.run(
      "INSERT INTO onagui.app_users SELECT * FROM (VALUES (\(scene.id(40))::uuid, 'away@x.test')) v"
    )
    #expect(
      try scene.statuses().sorted() == [
        "Moved@x.test|MISMATCHED", "SYNCED@x.test|DUPLICATE", "away@x.test|ORPHAN",
        "missing@x.test|MISSING", "new@x.test|MISMATCHED", "orphan@x.test|ORPHAN",
        "phone@x.test|SYNCED", "swap4@x.test|CLAIMED_TWICE", "swap5@x.test|CLAIMED_TWICE",
        "synced@x.test|SYNCED", "two@x.test|AMBIGUOUS",
      ])
  }
}
