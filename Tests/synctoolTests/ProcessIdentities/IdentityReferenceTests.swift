import Testing

/// What refers to rows whose ids change hands, without a foreign key that would tell of a mistake.
struct IdentityReferenceTests {
  /// Two people, each of whom has the other's id, and a table that refers to them and says in `n` what is meant.
  private static func scene(
    _ kind: IdentityScene.Kind, column: String, _ setUp: String = ""
  ) throws -> IdentityScene {
    let scene = try IdentityScene(empty: kind)
    try scene.users([(1, "ann@x.test"), (2, "ben@x.test")])
    try scene.rows([(2, "ann@x.test"), (1, "ben@x.test")])
    scene.stage.environment["SYNCTOOL_APP_REFERENCES"] = "public.logs.u"
    try scene.stage.database.run(
      """
      \(setUp);
      CREATE TABLE public.logs (n text, u \(column));
      INSERT INTO public.logs SELECT email, id FROM public.app_users;
      """)
    try scene.stage.expect(0, "init", with: ["SYNCTOOL_TABLE": "app_users"])
    return scene
  }

  private static let logs = "SELECT n, u FROM public.logs ORDER BY n COLLATE \"C\", u"

  /// An id that is only passed through must be nobody's, in the columns too that no foreign key holds.
  @Test(arguments: ["int4", "int8", "numeric", "text", "varchar(20)"])
  func `numbers that are nobody's id stay where ids change hands`(column: String) throws {
    let scene = try Self.scene(.bigint, column: column)
    let database = scene.stage.database
    try database.run(
      "INSERT INTO public.logs SELECT 'nobody', -n FROM generate_series(0, 4) n; INSERT INTO public.logs VALUES ('none', NULL)"
    )
    let before = try database.rows(Self.logs)
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "email")
    #expect(
      try database.rows(
        "SELECT n, u FROM public.logs WHERE n LIKE '%@%' ORDER BY n") == [
          "ann@x.test|1", "ben@x.test|2",
        ])
    #expect(
      try database.rows(Self.logs).filter { $0.hasPrefix("no") }
        == before.filter { $0.hasPrefix("no") })
    try scene.stage.expect(0, "undo", "last", with: ["SYNCTOOL_TABLE": "app_users"])
    #expect(try database.rows(Self.logs) == before)
  }

  @Test(arguments: [36, 20, 6])
  func `ids change hands in columns that are no longer than they need to be`(length: Int) throws {
    let scene = try Self.scene(
      .text, column: "varchar(\(length))",
      """
      ALTER TABLE public.app_users ALTER id TYPE varchar(\(length));
      """)
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "email")
    #expect(
      try scene.stage.database.rows(Self.logs) == ["ann@x.test|user-1", "ben@x.test|user-2"])
  }

  @Test func `a text that may be the id of several people is refused`() throws {
    let scene = try Self.scene(.text, column: "text")
    let database = scene.stage.database
    try database.run(
      """
      DO $$ BEGIN
        CREATE COLLATION public.vague (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      EXCEPTION WHEN feature_not_supported THEN NULL; END $$
      """)
    // A server that is built without ICU has no such collation.
    guard try database.value("SELECT to_regcollation('public.vague')::text") != "" else { return }
    try database.run("ALTER TABLE public.logs ALTER u TYPE text COLLATE public.vague")
    let end = try scene.stage.expect(78, "identities", "fix", "--all", "--prefer", "email")
    #expect(
      end.error.contains("ids cannot be changed in public.logs.u (text)"), "\(end.everything)")
    // Where the ids themselves are compared so, each is one person's.
    try database.run("ALTER TABLE public.app_users ALTER id TYPE text COLLATE public.vague")
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "email")
    #expect(try database.rows(Self.logs) == ["ann@x.test|user-1", "ben@x.test|user-2"])
  }

  @Test func `no id is cut to fit a domain`() throws {
    let scene = try Self.scene(
      .text, column: "public.short", "CREATE DOMAIN public.short AS varchar(6)")
    let database = scene.stage.database
    try scene.users([(3, "cyd@x.test")])
    try database.run(
      """
      UPDATE auth.users SET id = 'user-3-and-more' WHERE email = 'cyd@x.test';
      INSERT INTO public.app_users VALUES ('c', 'cyd@x.test');
      INSERT INTO public.logs VALUES ('cyd@x.test', 'c');
      """)
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "--format", "json")
    #expect(try end.counts()["failed"] == 1, "\(end.everything)")
    #expect(try database.value("SELECT u FROM public.logs WHERE n = 'cyd@x.test'") == "c")
    #expect(
      try database.value("SELECT id FROM public.app_users WHERE email = 'cyd@x.test'") == "c")
  }

  static let keepers = [
    "RETURN NULL", "NEW.u := OLD.u; RETURN NEW",
    // A row with two ids, of which the other one follows.
    "NEW.v := OLD.v; RETURN NEW",
  ]

  /// With the ids of two who change places it would be the other one's by then.
  @Test(arguments: keepers)
  func `whom a trigger leaves behind is not moved, and nobody else stays`(keeper: String) throws {
    let scene = try Self.scene(.bigint, column: "bigint")
    let database = scene.stage.database
    scene.stage.environment["SYNCTOOL_APP_REFERENCES"] = "public.logs.u,public.logs.v"
    try scene.users([(3, "cyd@x.test")])
    try scene.rows([(30, "cyd@x.test")])
    try database.run(
      """
      INSERT INTO public.logs VALUES ('cyd@x.test', 30);
      ALTER TABLE public.logs ADD v bigint; UPDATE public.logs SET v = u;
      CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF OLD.n = ''ann@x.test'' THEN \(keeper); END IF; RETURN NEW; END';
      CREATE TRIGGER keep BEFORE UPDATE ON public.logs FOR EACH ROW EXECUTE FUNCTION public.keep();
      """)
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "--prefer", "email", "--format", "json", "--report",
      "run.ndjson")
    #expect(try end.counts() == ["read": 3, "update": 1, "failed": 2], "\(end.everything)")
    #expect(
      try scene.verdicts("run.ndjson").filter { $0.hasPrefix("failed") }
        == ["failed swallowed 1 2", "failed swallowed 2 1"])
    #expect(
      try database.rows("SELECT n, u, v FROM public.logs ORDER BY n")
        == ["ann@x.test|2|2", "ben@x.test|1|1", "cyd@x.test|3|3"])
    // Nor does an undo leave anything behind.
    try database.run(
      """
      CREATE OR REPLACE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
      """)
    try scene.stage.expect(3, "undo", "last", with: ["SYNCTOOL_TABLE": "app_users"])
    #expect(
      try database.value("SELECT id FROM public.app_users WHERE email = 'cyd@x.test'") == "3")
  }

  @Test
  func `a table that PostgreSQL lets nobody update is named before anything, in a dry run too`()
    throws
  {
    let scene = try Self.scene(.bigint, column: "bigint")
    try scene.stage.database.run("CREATE PUBLICATION sent FOR TABLE public.logs")
    // Whoever changes no id does not meet it.
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "id", "-n")
    for line in [["-n"], []] {
      let end = try scene.stage.start(
        ["identities", "fix", "--all", "--prefer", "email"] + line
      ).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(
        end.error.contains("ALTER TABLE public.logs REPLICA IDENTITY FULL"), "\(end.everything)")
    }
    try scene.stage.database.run("ALTER TABLE public.logs REPLICA IDENTITY FULL")
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "email")
  }

  @Test(arguments: ["SET NULL", "SET DEFAULT", "CASCADE"])
  func `a correction of an email makes nobody forget what he refers to`(action: String) throws {
    let scene = try IdentityScene(empty: .bigint)
    let database = scene.stage.database
    try scene.users([(1, "ann@x.test")])
    try scene.rows([(1, "old@x.test")])
    try database.run(
      """
      ALTER TABLE public.app_users ADD UNIQUE (email);
      CREATE TABLE public.mails (e varchar(40) REFERENCES public.app_users (email) ON UPDATE \(action));
      INSERT INTO public.mails VALUES ('old@x.test');
      """)
    let isKept = action == "CASCADE"
    let end = try scene.stage.expect(isKept ? 0 : 78, "identities", "fix", "--all")
    #expect(isKept || end.error.contains("public.mails would lose"), "\(end.everything)")
    #expect(
      try database.value("SELECT e FROM public.mails") == (isKept ? "ann@x.test" : "old@x.test"))
    // Where no email is corrected nothing is lost.
    try database.run(
      "DELETE FROM public.mails; DELETE FROM public.app_users; INSERT INTO public.app_users VALUES (7, 'ann@x.test'); INSERT INTO public.mails VALUES ('ann@x.test')"
    )
    try scene.stage.expect(0, "identities", "fix", "--all")
    #expect(try database.value("SELECT e FROM public.mails") == "ann@x.test")
  }
}
