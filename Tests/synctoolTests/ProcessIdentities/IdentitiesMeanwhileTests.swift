import Foundation
import TestSupport
import Testing

/// `identities fix` while others write.
struct IdentitiesMeanwhileTests {
  private static func scene() throws -> IdentityScene {
    let scene = try IdentityScene(empty: .uuid)
    try scene.users([(1, "one@x.test"), (2, "two@x.test"), (3, "three@x.test"), (4, "four@x.test")])
    try scene.rows([(11, "one@x.test"), (12, "two@x.test"), (3, "old@x.test")])
    try scene.stage.database.run(
      """
      CREATE TABLE public.posts (note text, u uuid REFERENCES public.app_users);
      INSERT INTO public.posts SELECT email, id FROM public.app_users;
      """)
    return scene
  }

  /// Runs it while `sql` comes to pass between its plan and its write.
  private static func run(
    _ scene: IdentityScene, whileWaiting sql: String
  ) throws -> ToolEnd {
    var other = try scene.stage.database.connect()
    try other.executeScript("BEGIN; LOCK TABLE public.app_users IN ROW EXCLUSIVE MODE")
    let tool = try scene.stage.start(
      ["identities", "fix", "--all", "--format", "json", "--report", "run.ndjson"])
    try scene.stage.database.waitForLock(on: "app_users")
    try other.executeScript(sql + "; COMMIT")
    return try tool.end()
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `a transaction that is older than everybody keeps nobody`(kind: IdentityScene.Kind) throws {
    let scene = try IdentityScene(empty: kind)
    let end = try scene.stage.database.holding("SELECT pg_current_xact_id()") {
      try scene.users([(1, "one@x.test"), (2, "neither"), (3, "three@x.test"), (4, nil)])
      try scene.rows([(11, "One@x.test"), (2, "other@x.test"), (3, "neither"), (4, "four@x.test")])
      return try scene.stage.start(["identities", "fix", "--all"]).end()
    }
    #expect(end.status == 0, "\(end.everything)")
    #expect(
      try scene.stage.database.rows("SELECT id, email FROM public.app_users ORDER BY lower(email)")
        == [(4, "four"), (1, "One"), (2, "other"), (3, "three")].map {
          "\(kind.id($0.0))|\($0.1)@x.test"
        })
  }

  @Test func `a row that refers to a user and is inserted meanwhile follows him`() throws {
    let scene = try Self.scene()
    var other = try scene.stage.database.connect()
    try other.executeScript(
      "BEGIN; INSERT INTO public.posts VALUES ('one@x.test', '\(scene.kind.id(11))')")
    let tool = try scene.stage.start(["identities", "fix", "--all"])
    try scene.stage.database.waitForLock(on: "posts")
    try other.executeScript("COMMIT")
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(
      try scene.stage.database.rows("SELECT count(*), u FROM public.posts GROUP BY u ORDER BY u")
        == ["2|\(scene.kind.id(1))", "1|\(scene.kind.id(2))", "1|\(scene.kind.id(3))"])
  }

  static let changes:
    [(sql: @Sendable (IdentityScene.Kind) -> String, failed: [String], status: Int32)] = [
      (
        { "UPDATE public.app_users SET plan = 'x' WHERE id = '\($0.id(11))'" },
        ["failed changed-meanwhile 1 11"], 3
      ),
      (
        {
          "DELETE FROM public.posts WHERE note LIKE 'old%'; DELETE FROM public.app_users WHERE id = '\($0.id(3))'"
        },
        ["failed changed-meanwhile 3 3"], 3
      ),
      (
        { _ in "UPDATE auth.users SET email = 'other@x.test' WHERE email = 'two@x.test'" },
        ["failed changed-meanwhile 2 12"], 3
      ),
      (
        { _ in "DELETE FROM auth.users WHERE email = 'four@x.test'" },
        ["failed changed-meanwhile 4"],
        3
      ),
      // The same as at every sign-in: nothing that matters.
      ({ _ in "UPDATE auth.users SET deleted_at = NULL" }, [], 0),
      // Somebody else who could be meant.
      (
        { "INSERT INTO auth.users VALUES ('\($0.id(77))', 'One@x.test')" },
        ["failed changed-meanwhile 1 11"], 3
      ),
      (
        { "INSERT INTO auth.users VALUES ('\($0.id(12))', 'new@x.test')" },
        ["failed changed-meanwhile 2 12"], 3
      ),
      (
        { "INSERT INTO auth.users VALUES ('\($0.id(77))', 'OLD@x.test')" },
        ["failed changed-meanwhile 3 3"], 3
      ),
      // A row that has what one was to get.
      (
        { "INSERT INTO public.app_users VALUES ('\($0.id(4))', 'x@x.test')" },
        ["failed appeared-meanwhile 4"], 3
      ),
      (
        { "INSERT INTO public.app_users VALUES ('\($0.id(88))', ' FOUR@x.test')" },
        ["failed appeared-meanwhile 4"], 3
      ),
      (
        { "INSERT INTO public.app_users VALUES ('\($0.id(1))', 'x@x.test')" },
        ["failed appeared-meanwhile 1 11"], 3
      ),
    ]

  @Test(arguments: changes.indices)
  func `whoever is not as planned by then is left to the next run`(place: Int) throws {
    let (sql, failed, status) = Self.changes[place]
    let scene = try Self.scene()
    let end = try Self.run(scene, whileWaiting: sql(scene.kind))
    #expect(end.status == status, "\(end.everything)")
    #expect(
      try scene.verdicts("run.ndjson").filter { $0.hasPrefix("failed") } == failed,
      "\(end.everything)")
    let counts = try end.counts()
    #expect((counts["update"] ?? 0) + (counts["create"] ?? 0) == 4 - failed.count)
  }

  @Test func `a table that refers to the users since the plan ends the run, with nothing written`()
    throws
  {
    let scene = try Self.scene()
    let before = try scene.stage.database.rows("SELECT * FROM public.app_users ORDER BY id")
    let end = try Self.run(
      scene, whileWaiting: "CREATE TABLE public.late (u uuid REFERENCES public.app_users)")
    #expect(
      end.status == 78 && end.error.contains("were altered during the run"), "\(end.everything)")
    #expect(try scene.stage.database.rows("SELECT * FROM public.app_users ORDER BY id") == before)
    try scene.stage.expect(0, "identities", "fix", "--all")
  }

  @Test(arguments: HostileName.all)
  func `hostile names of tables and columns are taken as they are`(name: HostileName) throws {
    let scene = try IdentityScene(named: name, ids: "text")
    let (quoted, second) = (name.quoted, name.second)
    try scene.stage.database.run(
      """
      CREATE TABLE \(quoted).loose (\(quoted) text, \(second) text REFERENCES \(quoted).\(second));
      CREATE TABLE public.\(quoted) (n int, \(quoted) text REFERENCES \(quoted).\(second));
      INSERT INTO \(quoted).\(quoted) VALUES ('new''"', 'ann@x.test');
      INSERT INTO \(quoted).\(second) VALUES ('old', 'ann@x.test');
      INSERT INTO \(quoted).loose VALUES ('old', 'old');
      INSERT INTO public.\(quoted) VALUES (1, 'old');
      """)
    try scene.stage.expect(0, "init")
    let end = try scene.stage.expect(
      0, "identities", "fix", "ANN@x.test",
      with: [
        "SYNCTOOL_APP_REFERENCES": "\(quoted).loose.\(quoted), \(quoted).loose.\(second)"
      ])
    #expect(try end.counts() == ["read": 1, "update": 1])
    for (table, column) in [
      ("\(quoted).\(second)", quoted), ("\(quoted).loose", quoted), ("\(quoted).loose", second),
      ("public.\(quoted)", quoted),
    ] {
      #expect(try scene.stage.database.value("SELECT \(column) FROM \(table)") == "new'\"")
    }
    let followed = try scene.stage.database.value(
      "SELECT count(*) FROM synctool.runs, jsonb_each(counts -> 'followed') WHERE status = 'done'")
    #expect(followed == "3")
  }
}
