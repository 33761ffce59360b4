import Foundation
import Testing

/// An application's users with every kind of reference to them, and an auth service in which some have other ids.
///
/// Each row says in `owner` whose it is; people are told by their number, which their email has.
struct ReferenceScene {
  /// Numbers of people, and of those whose row has an id of its own.
  static let people = 1...9
  static let mismatched = [3, 6, 9]

  let scene: IdentityScene
  var stage: ProcessStage { scene.stage }
  var kind: IdentityScene.Kind { scene.kind }

  /// The tables that refer to the users, with the column that names one and the one that says who is meant.
  static let references = [
    "no_action", "restricted", "cascading", "nulling", "deferred", "profiles", "posts", "orders",
    "items", "events", "only_part", "heard", "loose",
  ]

  init(_ kind: IdentityScene.Kind) throws {
    scene = try IdentityScene(empty: kind)
    let id = kind.rawValue
    try scene.stage.database.run(
      """
      ALTER TABLE public.app_users ADD invited_by \(id) REFERENCES public.app_users,
        ADD UNIQUE (email);
      CREATE TABLE public.no_action (owner int, u \(id) REFERENCES public.app_users,
        upper text GENERATED ALWAYS AS (u::text || '!') STORED);
      CREATE TABLE public.restricted (owner int,
        u \(id) REFERENCES public.app_users ON UPDATE RESTRICT ON DELETE RESTRICT);
      CREATE TABLE public.cascading (owner int, u \(id) REFERENCES public.app_users ON UPDATE CASCADE);
      CREATE TABLE public.nulling (owner int, u \(id) REFERENCES public.app_users ON UPDATE SET NULL);
      CREATE TABLE public.deferred (owner int,
        u \(id) REFERENCES public.app_users DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE public.profiles (owner int, u \(id) PRIMARY KEY REFERENCES public.app_users,
        friend int, f \(id) REFERENCES public.app_users);
      CREATE TABLE public.posts (owner int, u \(id) REFERENCES public.profiles);
      CREATE TABLE public.orders (owner int, u \(id) REFERENCES public.app_users, n int, PRIMARY KEY (u, n));
      CREATE TABLE public.items (owner int, n int, u \(id), FOREIGN KEY (u, n) REFERENCES public.orders);
      CREATE TABLE public.events (owner int, u \(id) REFERENCES public.app_users, n int, PRIMARY KEY (u, n))
        PARTITION BY HASH (u);
      CREATE TABLE public.events_0 PARTITION OF public.events FOR VALUES WITH (MODULUS 3, REMAINDER 0);
      CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES WITH (MODULUS 3, REMAINDER 1);
      CREATE TABLE public.events_2 PARTITION OF public.events FOR VALUES WITH (MODULUS 3, REMAINDER 2);
      CREATE TABLE public.only_part (owner int, u \(id), n int) PARTITION BY LIST (n);
      CREATE TABLE public.only_part_1 PARTITION OF public.only_part FOR VALUES IN (1);
      CREATE TABLE public.only_part_2 PARTITION OF public.only_part FOR VALUES IN (2);
      ALTER TABLE public.only_part_1 ADD FOREIGN KEY (u) REFERENCES public.app_users;
      CREATE TABLE public.heard (owner int, u \(id) REFERENCES public.app_users, heard int DEFAULT 0);
      CREATE FUNCTION public.hear() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.heard := OLD.heard + 1; RETURN NEW; END';
      CREATE TRIGGER hear BEFORE UPDATE ON public.heard FOR EACH ROW EXECUTE FUNCTION public.hear();
      CREATE TABLE public.told (u text);
      CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO told VALUES (NEW.id); RETURN NULL; END';
      CREATE TRIGGER tell AFTER UPDATE ON public.app_users FOR EACH ROW
        WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION public.tell();
      CREATE TABLE public.loose (owner int, u text);
      CREATE TABLE public.apart (owner int, u \(id));
      """)
    stage.environment["SYNCTOOL_APP_REFERENCES"] = "public.loose.u"
    try scene.users(Self.people.map { ($0, "p\($0)@x.test") })
    try scene.rows(Self.people.map { (Self.old($0), "P\($0)@x.test") })
    for number in Self.people { try fill(number) }
  }

  /// The number in the id that the person's row has at first.
  static func old(_ person: Int) -> Int { mismatched.contains(person) ? person + 100 : person }

  private func fill(_ person: Int) throws {
    let (id, inviter) = (kind.id(Self.old(person)), kind.id(Self.old(person % 9 + 1)))
    let plain = Self.references.filter { !["profiles", "posts", "items"].contains($0) }
    let rows = plain.map { table in
      switch table {
      case "orders", "events", "only_part":
        "INSERT INTO public.\(table) (owner, u, n) VALUES (\(person), '\(id)', 1), (\(person), '\(id)', 2);"
      default: "INSERT INTO public.\(table) (owner, u) VALUES (\(person), '\(id)');"
      }
    }
    try stage.database.run(
      """
      UPDATE public.app_users SET invited_by = '\(inviter)' WHERE id = '\(id)';
      INSERT INTO public.profiles VALUES (\(person), '\(id)', \(person % 9 + 1), '\(inviter)');
      INSERT INTO public.posts VALUES (\(person), '\(id)'), (\(person), '\(id)');
      \(rows.joined(separator: "\n"))
      INSERT INTO public.items VALUES (\(person), 1, '\(id)'), (\(person), 2, '\(id)');
      INSERT INTO public.apart VALUES (\(person), '\(id)');
      """)
  }

  /// The rows that do not name the person they are about, by table; of each table whether it has rows at all.
  func strays() throws -> [String] {
    let own =
      "(SELECT id::text FROM public.app_users a WHERE lower(a.email) = 'p' || t.owner || '@x.test')"
    var strays: [String] = []
    for table in Self.references {
      // Without a foreign key nothing says that it is an id.
      let condition = table == "only_part" ? "t.n = 1" : "true"
      strays += try stage.database.rows(
        """
        SELECT '\(table)', t.owner FROM public.\(table) t
        WHERE t.u::text IS DISTINCT FROM \(own) AND \(condition)
        """)
    }
    strays += try stage.database.rows(
      """
      SELECT 'invited_by', a.email FROM public.app_users a JOIN public.app_users b ON b.id = a.invited_by
      WHERE lower(b.email) <> 'p' || substring(a.email FROM 2 FOR 1)::int % 9 + 1 || '@x.test'
      UNION ALL SELECT 'friend', p.owner::text FROM public.profiles p JOIN public.app_users b ON b.id = p.f
      WHERE lower(b.email) <> 'p' || p.friend || '@x.test'
      """)
    return strays
  }

  /// Every row of all tables, without what triggers count.
  func contents() throws -> [String] {
    try (Self.references + ["app_users", "apart"]).flatMap { table in
      try stage.database.rows(
        "SELECT '\(table)', to_jsonb(t) - 'heard' FROM public.\(table) t ORDER BY 2")
    }
  }
}
