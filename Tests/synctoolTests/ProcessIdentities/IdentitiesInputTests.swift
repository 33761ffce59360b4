import Engine
import Foundation
import Testing

/// What `identities` needs, and what it says where it does not have it: nothing is written, and all is said at once.
struct IdentitiesInputTests {
  @Test func `both tables must be named, and nothing of MongoDB`() throws {
    let scene = try IdentityScene(empty: .bigint)
    let none = ["SYNCTOOL_AUTH_TABLE": "", "SYNCTOOL_APP_TABLE": ""]
    let end = try scene.stage.expect(78, "identities", with: none)
    for name in ["SYNCTOOL_AUTH_TABLE: is not set", "SYNCTOOL_APP_TABLE: is not set"] {
      #expect(end.error.contains(name), "\(end.everything)")
    }
    #expect(!end.error.contains("MONGODB"))
    try scene.stage.expect(
      0, "identities", "--auth", "auth.users", "--app", "app_users", with: none)
    // What is set for other commands has no effect.
    try scene.stage.expect(
      0, "identities", with: ["SYNCTOOL_TABLE": "nowhere", "SYNCTOOL_SOURCE": "none.bson"])
    try scene.stage.expect(64, "identities", "--source", "none.bson")
    try scene.stage.expect(64, "identities", "--dry-run")
  }

  @Test func `columns must have names, and two`() throws {
    let scene = try IdentityScene(empty: .bigint)
    let end = try scene.stage.expect(
      78, "identities",
      with: ["SYNCTOOL_AUTH_ID": "a.b", "SYNCTOOL_APP_ID": "email", "SYNCTOOL_AUTH_EMAIL": "\"x"])
    for name in ["SYNCTOOL_AUTH_ID: must", "SYNCTOOL_APP_ID: names", "SYNCTOOL_AUTH_EMAIL: must"] {
      #expect(end.error.contains(name), "\(end.everything)")
    }
  }

  static let unfit: [(setUp: String, settings: [String: String], messages: [String])] = [
    ("", ["SYNCTOOL_AUTH_TABLE": "app_users"], ["given as both tables"]),
    (
      "", ["SYNCTOOL_AUTH_TABLE": "auth.nobody", "SYNCTOOL_APP_TABLE": "nobody"],
      ["auth.nobody does not exist", "public.nobody does not exist", "SYNCTOOL_AUTH_TABLE"]
    ),
    (
      """
      CREATE VIEW public.seen AS SELECT * FROM public.app_users;
      CREATE MATERIALIZED VIEW auth.kept AS SELECT * FROM auth.users;
      """,
      ["SYNCTOOL_AUTH_TABLE": "auth.kept", "SYNCTOOL_APP_TABLE": "seen"],
      ["public.seen is not an ordinary table", "auth.kept is not an ordinary table"]
    ),
    (
      "CREATE TABLE public.parts (id bigint PRIMARY KEY, email text) PARTITION BY RANGE (id);",
      ["SYNCTOOL_APP_TABLE": "parts"], ["public.parts is not an ordinary table"]
    ),
    (
      "CREATE TABLE public.heirs () INHERITS (public.app_users);", [:],
      ["public.app_users is not an ordinary table, or has partitions or child tables"]
    ),
    (
      "ALTER TABLE public.app_users ALTER id TYPE integer;", [:],
      ["id columns: \"id\" of the auth table is bigint"]
    ),
    (
      "ALTER TABLE public.app_users ALTER id TYPE text; ALTER TABLE auth.users ALTER id TYPE numeric;",
      [:], ["auth id column: column \"id\" is numeric"]
    ),
    (
      "ALTER TABLE public.app_users DROP CONSTRAINT app_users_pkey; ALTER TABLE auth.users DROP CONSTRAINT users_pkey;",
      [:], [" id column: column \"id\"", "auth id column: column \"id\""]
    ),
    (
      "ALTER TABLE public.app_users DROP email; ALTER TABLE auth.users DROP email, DROP deleted_at;",
      [:],
      [
        "column email: public.app_users has no such column", "SYNCTOOL_APP_EMAIL",
        "auth column email: auth.users has no such column", "SYNCTOOL_AUTH_EMAIL",
        "auth column deleted_at",
      ]
    ),
    (
      "ALTER TABLE public.app_users ALTER email TYPE int4 USING 1;", [:],
      ["email column: column \"email\" is integer"]
    ),
  ]

  @Test(arguments: unfit)
  func `an unfit table is refused with the reason`(
    setUp: String, settings: [String: String], messages: [String]
  ) throws {
    let scene = try IdentityScene(empty: .bigint)
    if !setUp.isEmpty { try scene.stage.database.run(setUp) }
    let end = try scene.stage.expect(78, "identities", with: settings)
    for message in messages {
      #expect(end.error.contains(message), "\(message)\n\(end.everything)")
    }
  }

  @Test func `rights that are missing are named together`() throws {
    let scene = try IdentityScene(empty: .bigint)
    let role = try TestRole(scene.stage.database, "")
    scene.stage.environment["DATABASE_URL"] = try role.url
    let end = try scene.stage.expect(77, "identities")
    for words in [
      "privileges: the role lacks SELECT",
      "auth privileges: the role lacks SELECT, USAGE on schema auth",
    ] {
      #expect(end.error.contains(words), "\(end.everything)")
    }
    try scene.stage.database.run(
      """
      GRANT SELECT ON public.app_users, auth.users TO \(role.name);
      GRANT USAGE ON SCHEMA auth TO \(role.name);
      """)
    try scene.stage.expect(0, "identities")
  }

  @Test func `row-level security that hides users is warned of`() throws {
    let scene = try IdentityScene(empty: .bigint)
    let role = try TestRole(scene.stage.database, "")
    try scene.users([(1, "ann@x.test")])
    try scene.stage.database.run(
      """
      GRANT SELECT ON public.app_users, auth.users TO \(role.name);
      GRANT USAGE ON SCHEMA auth TO \(role.name);
      ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    let end = try scene.stage.expect(0, "identities")
    #expect(end.error.contains("auth row security"), "\(end.everything)")
    #expect(try end.counts() == [:])
  }

  @Test(arguments: HostileName.all)
  func `hostile names of tables and columns are taken as they are`(name: HostileName) throws {
    let scene = try IdentityScene(named: name, ids: "uuid")
    try scene.stage.database.run(
      "INSERT INTO \(name.quoted).\(name.quoted) VALUES (gen_random_uuid(), 'ann@x.test')")
    let end = try scene.stage.expect(2, "identities", "--detailed-exitcode", "--format", "json")
    #expect(try IdentityScene.classes(end) == ["missing": 1])
  }
}
