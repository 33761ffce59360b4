import Foundation
import TestSupport
import Testing

/// `identities fix` where something stands in the way: before it begins, and while it writes.
struct IdentitiesRefusalTests {
  /// Twelve people, all of whom have other ids, and a table that refers to them.
  private static func scene(_ kind: IdentityScene.Kind = .bigint) throws -> IdentityScene {
    let scene = try IdentityScene(empty: kind)
    try scene.users((1...12).map { ($0, "p\($0)@x.test") })
    try scene.rows((1...12).map { ($0 + 100, "p\($0)@x.test") })
    try scene.stage.database.run(
      """
      CREATE TABLE public.posts (u \(kind.rawValue) REFERENCES public.app_users, note text);
      INSERT INTO public.posts SELECT id, email FROM public.app_users;
      """)
    return scene
  }

  private static let stray = """
    SELECT count(*) FROM public.posts p JOIN public.app_users a ON a.id = p.u WHERE a.email <> p.note
    """

  static let refusals: [(setUp: String, reason: String)] = [
    ("ALTER TABLE public.posts ADD CONSTRAINT odd CHECK (u <> 7)", "check-violation odd"),
    ("ALTER TABLE public.app_users ADD CONSTRAINT odd CHECK (id <> 7)", "check-violation odd"),
    (
      """
      CREATE TABLE public.rooms (n int UNIQUE, u bigint UNIQUE REFERENCES public.app_users);
      CREATE TABLE public.taken (u bigint, EXCLUDE (u WITH =));
      CREATE FUNCTION public.take() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO public.taken VALUES (NEW.u); RETURN NEW; END';
      INSERT INTO public.rooms SELECT 1, id FROM public.app_users WHERE id = 107;
      INSERT INTO public.taken VALUES (7);
      CREATE TRIGGER take BEFORE UPDATE ON public.rooms FOR EACH ROW EXECUTE FUNCTION public.take();
      """, "exclusion-violation"
    ),
    (
      """
      CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.u = 7 THEN RAISE ''not him''; END IF; RETURN NEW; END';
      CREATE TRIGGER refuse BEFORE UPDATE ON public.posts FOR EACH ROW EXECUTE FUNCTION public.refuse();
      """, "raised"
    ),
    (
      """
      CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.id = 7 THEN RETURN NULL; END IF; RETURN NEW; END';
      CREATE TRIGGER swallow BEFORE UPDATE ON public.app_users
        FOR EACH ROW WHEN (OLD.id = 107) EXECUTE FUNCTION public.swallow();
      DELETE FROM public.posts WHERE u = 107;
      """, "swallowed"
    ),
    (
      """
      CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN UPDATE public.app_users SET id = 207 WHERE id = 7; RETURN NULL; END';
      CREATE TRIGGER keep AFTER UPDATE ON public.app_users
        FOR EACH ROW WHEN (NEW.id = 7) EXECUTE FUNCTION public.keep();
      DELETE FROM public.posts WHERE u = 107;
      """, "swallowed"
    ),
    (
      // Nobody has said that it holds ids.
      """
      CREATE TABLE public.noted (u bigint);
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.id = 7 THEN PERFORM 1 / 0; END IF; RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER note AFTER UPDATE ON public.app_users DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION public.note();
      """, "refused 22012"
    ),
  ]

  @Test(arguments: refusals)
  func `whom PostgreSQL refuses fails alone`(setUp: String, reason: String) throws {
    let scene = try Self.scene()
    try scene.stage.database.run(setUp)
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "--format", "json", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 12, "update": 11, "failed": 1], "\(end.everything)")
    let failed = try scene.verdicts("run.ndjson").filter { $0.hasPrefix("failed") }
    #expect(failed == ["failed \(reason) 7 107"])
    #expect(
      try scene.stage.database.rows("SELECT id FROM public.app_users ORDER BY id")
        == (Array(1...6) + Array(8...12) + [107]).map { "\($0)" })
    #expect(try scene.stage.database.value(Self.stray) == "0")
  }

  static let unfit: [(setUp: String, references: String, status: Int32, message: String)] = [
    (
      "CREATE TABLE public.heirs () INHERITS (public.posts)", "", 78,
      "other tables inherit from public.posts"
    ),
    (
      "CREATE RULE quiet AS ON UPDATE TO public.posts DO INSTEAD NOTHING", "", 78,
      "rules rewrite what is updated in public.posts"
    ),
    ("", "auth.users.id", 78, "\"id\" of auth.users would be changed"),
    ("", "public.posts.nothing", 78, "SYNCTOOL_APP_REFERENCES names public.posts.nothing"),
    ("", "public.nowhere.u", 78, "SYNCTOOL_APP_REFERENCES names public.nowhere.u"),
    (
      "CREATE TABLE public.marks (who date)", "public.marks.who", 78,
      "ids cannot be changed in public.marks.who (date)"
    ),
    (
      "CREATE VIEW public.seen AS SELECT u FROM public.posts", "public.seen.u", 78,
      "public.seen: not a table"
    ),
    (
      """
      CREATE TABLE public.serials (u bigint GENERATED ALWAYS AS IDENTITY REFERENCES public.app_users)
      """, "", 78, "ids cannot be changed in public.serials.u (bigint)"
    ),
    (
      "ALTER TABLE public.app_users ALTER id ADD GENERATED ALWAYS AS IDENTITY", "", 78,
      "column id: PostgreSQL itself makes its values"
    ),
    (
      """
      ALTER TABLE public.app_users DROP email,
        ADD email text GENERATED ALWAYS AS ('p' || id - 100 || '@x.test') STORED
      """, "", 78, "column email: PostgreSQL itself makes its values"
    ),
  ]

  @Test(arguments: unfit)
  func `what makes a table unfit is said before anything`(
    setUp: String, references: String, status: Int32, message: String
  ) throws {
    let scene = try Self.scene()
    if !setUp.isEmpty { try scene.stage.database.run(setUp) }
    let before = try scene.stage.database.fingerprint(table: "public.app_users")
    for line in [["--all"], ["--all", "-n"]] {
      let end = try scene.stage.start(
        ["identities", "fix"] + line, ["SYNCTOOL_APP_REFERENCES": references]
      ).end()
      #expect(end.status == status && end.error.contains(message), "\(end.everything)")
    }
    #expect(try scene.stage.database.fingerprint(table: "public.app_users") == before)
    // Whoever only looks needs none of it.
    try scene.stage.expect(0, "identities", with: ["SYNCTOOL_APP_REFERENCES": references])
  }

  @Test func `a right that is missing somewhere is named with all others`() throws {
    let scene = try Self.scene()
    let role = try TestRole(scene.stage.database, "")
    try scene.stage.database.run(
      """
      CREATE SCHEMA hidden;
      CREATE TABLE hidden.notes (u bigint REFERENCES public.app_users);
      CREATE TABLE public.profiles (u bigint PRIMARY KEY REFERENCES public.app_users);
      CREATE TABLE public.pages (u bigint REFERENCES public.profiles);
      GRANT SELECT, INSERT, UPDATE ON public.app_users TO \(role.name);
      GRANT SELECT ON auth.users, public.posts, public.profiles TO \(role.name);
      GRANT UPDATE ON public.profiles TO \(role.name);
      GRANT USAGE ON SCHEMA auth TO \(role.name);
      CREATE TABLE hidden.loose (u bigint);
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    let end = try scene.stage.expect(
      77, "identities", "fix", "--all", with: ["SYNCTOOL_APP_REFERENCES": "hidden.loose.u"])
    for words in [
      "this role may not read hidden.loose.u, which SYNCTOOL_APP_REFERENCES names",
      "UPDATE on public.posts", "SELECT, UPDATE, USAGE of the schema on hidden.notes",
      "SELECT, UPDATE on public.pages",
    ] {
      #expect(end.error.contains(words), "\(words)\n\(end.everything)")
    }
    #expect(!end.error.contains("profiles"))
    try scene.stage.database.run(
      """
      GRANT USAGE ON SCHEMA hidden TO \(role.name);
      GRANT SELECT, UPDATE ON hidden.notes, public.posts, public.pages TO \(role.name);
      """)
    try scene.stage.expect(0, "identities", "fix", "--all")
    #expect(try scene.stage.database.value(Self.stray) == "0")
  }

  @Test(arguments: ["public.app_users", "public.posts", "auth.users"])
  func `rows that a role does not see stop it`(table: String) throws {
    let scene = try Self.scene()
    let role = try TestRole(scene.stage.database, "")
    try scene.stage.database.run(
      """
      GRANT SELECT, INSERT, UPDATE ON public.app_users, public.posts, auth.users TO \(role.name);
      GRANT USAGE ON SCHEMA auth TO \(role.name);
      ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY;
      CREATE POLICY most ON \(table) USING (true);
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    let end = try scene.stage.expect(77, "identities", "fix", "--all")
    #expect(end.error.contains("may hide rows of \(table)"), "\(end.everything)")
  }

  @Test func `columns that nothing fills are named where a row would be created`() throws {
    let scene = try Self.scene()
    try scene.users([(50, "fifty@x.test")])
    try scene.stage.database.run(
      """
      ALTER TABLE public.app_users ADD plans text[] NOT NULL DEFAULT '{}', ADD n int, ADD "a b" int;
      UPDATE public.app_users SET n = 1, "a b" = 1;
      ALTER TABLE public.app_users ALTER n SET NOT NULL, ALTER "a b" SET NOT NULL;
      """)
    let end = try scene.stage.expect(78, "identities", "fix", "--all")
    #expect(end.error.contains(#"without a value: "n", "a b""#), "\(end.everything)")
    try scene.stage.expect(0, "identities", "fix", "p1@x.test")
  }
}
