import Foundation
import Testing

/// `undo` of `identities fix`: ids come back, and with them all that refers to them.
struct IdentitiesUndoTests {
  private static func fixed(_ kind: IdentityScene.Kind) throws -> (ReferenceScene, [String]) {
    let all = try ReferenceScene(kind)
    let before = try all.contents()
    try all.stage.expect(0, "init")
    try all.stage.expect(0, "identities", "fix", "--all")
    return (all, before)
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `all is as it was before, and an undo is undone in the same way`(
    kind: IdentityScene.Kind
  ) throws {
    let (all, before) = try Self.fixed(kind)
    let after = try all.contents()
    // Table and references are those of the run, whatever is set by now.
    let none = ["SYNCTOOL_APP_REFERENCES": "", "SYNCTOOL_APP_TABLE": ""]
    let plan = try all.stage.expect(0, "undo", "1", "-n", with: none)
    #expect(try all.contents() == after)
    let end = try all.stage.expect(0, "undo", "1", with: none)
    #expect(plan.lines.filter { $0.hasPrefix("~") } == end.lines.filter { $0.hasPrefix("~") })
    #expect(try end.counts() == ["read": 3, "update": 3])
    #expect(try all.contents() == before)
    try all.stage.expect(0, "undo", "2", with: none)
    #expect(try all.contents() == after)
    try all.stage.expect(0, "undo", "3", with: none)
    #expect(try all.contents() == before)
  }

  @Test func `whatever refers to a user by then goes back with him`() throws {
    let (all, _) = try Self.fixed(.uuid)
    try all.stage.database.run(
      """
      INSERT INTO public.posts VALUES (3, '\(all.kind.id(3))');
      INSERT INTO public.no_action VALUES (3, '\(all.kind.id(3))');
      CREATE TABLE public.later (owner int, u uuid REFERENCES public.app_users);
      INSERT INTO public.later VALUES (3, '\(all.kind.id(3))');
      UPDATE public.app_users SET plan = 'gold', invited_by = NULL WHERE id = '\(all.kind.id(3))';
      DELETE FROM public.heard WHERE owner = 3;
      DROP TABLE public.loose;
      """)
    let end = try all.stage.expect(0, "undo", "1", "--only", "p3@x.test")
    #expect(try end.counts() == ["read": 1, "update": 1])
    #expect(
      end.error.contains("public.loose.u, which does not exist any more"), "\(end.everything)")
    for table in ["posts", "no_action", "later"] {
      #expect(
        try all.stage.database.rows("SELECT DISTINCT u FROM public.\(table) WHERE owner = 3")
          == [all.kind.id(103)])
    }
    #expect(
      try all.stage.database.value(
        "SELECT plan FROM public.app_users WHERE id = '\(all.kind.id(103))'") == "gold")
  }

  @Test func `who is somebody else by then, or whose place is taken, stays`() throws {
    let (all, _) = try Self.fixed(.bigint)
    try all.stage.database.run(
      """
      UPDATE public.app_users SET email = 'else@x.test' WHERE id = 3;
      INSERT INTO public.app_users (id, email) VALUES (106, 'new@x.test');
      """)
    let end = try all.stage.expect(3, "undo", "1", "--report", "undo.ndjson")
    #expect(try end.counts() == ["read": 3, "update": 1, "kept": 2])
    let kept = try all.scene.verdicts("undo.ndjson").filter { $0.hasPrefix("kept") }.sorted()
    #expect(kept == ["kept changed-since 3", "kept taken id 6"])
    #expect(
      try all.stage.database.rows("SELECT id FROM public.app_users ORDER BY id")
        == [1, 2, 3, 4, 5, 6, 7, 8, 106, 109].map { "\($0)" })
  }

  @Test func `rows that were created go, unless something refers to them; emails come back`() throws
  {
    let scene = try IdentityScene(empty: .text)
    try scene.users([(1, "one@x.test"), (2, "two@x.test"), (3, "new@x.test"), (4, "four@x.test")])
    try scene.rows([(3, "old@x.test"), (40, "four@x.test")])
    try scene.stage.database.run(
      "CREATE TABLE public.posts (u text, invited text REFERENCES public.app_users)")
    try scene.stage.expect(0, "init")
    let set = ["SYNCTOOL_APP_REFERENCES": "public.posts.u"]
    try scene.stage.expect(0, "identities", "fix", "--all", with: set)
    try scene.stage.database.run(
      """
      INSERT INTO public.posts VALUES ('user-2', 'user-4');
      UPDATE public.app_users SET plan = 'x' WHERE id = 'user-3';
      """)
    let end = try scene.stage.expect(3, "undo", "1")
    #expect(try end.counts() == ["read": 4, "delete": 1, "update": 2, "kept": 1])
    #expect(
      try scene.stage.database.rows("SELECT id, email, plan FROM public.app_users ORDER BY id")
        == ["user-2|two@x.test|", "user-3|old@x.test|x", "user-40|four@x.test|"])
    #expect(try scene.stage.database.rows("SELECT * FROM public.posts") == ["user-2|user-40"])
  }

  @Test func `a later repair of somebody else does not keep anybody from coming back`() throws {
    let all = try ReferenceScene(.bigint)
    let before = try all.contents()
    try all.stage.expect(0, "init")
    // Three was invited by four, and two by three.
    try all.stage.expect(0, "identities", "fix", "p3@x.test")
    try all.stage.database.run("UPDATE public.app_users SET invited_by = 106 WHERE id = 3")
    try all.stage.expect(0, "identities", "fix", "p6@x.test")
    try all.stage.expect(0, "undo", "1")
    #expect(
      try all.stage.database.rows(
        "SELECT id, invited_by FROM public.app_users WHERE id > 100 ORDER BY id")
        == ["103|6", "109|1"])
    try all.stage.expect(0, "undo", "2")
    try all.stage.database.run("UPDATE public.app_users SET invited_by = 4 WHERE id = 103")
    #expect(try all.contents() == before)
  }

  @Test func `whom PostgreSQL refuses stays, and nobody else`() throws {
    let (all, _) = try Self.fixed(.bigint)
    try all.stage.database.run("ALTER TABLE public.orders ADD CONSTRAINT odd CHECK (u <> 106)")
    let end = try all.stage.expect(3, "undo", "1", "--report", "undo.ndjson")
    #expect(try end.counts() == ["read": 3, "update": 2, "failed": 1], "\(end.everything)")
    #expect(try all.strays() == [])
  }

  @Test(arguments: [true, false])
  func `emails that changed hands come back, and an empty one is filled again`(
    isUnique: Bool
  ) throws {
    let scene = try IdentityScene(empty: .bigint)
    if isUnique { try scene.stage.database.run("ALTER TABLE public.app_users ADD UNIQUE (email)") }
    try scene.users([(1, "a@x.test"), (2, "b@x.test"), (5, nil), (6, "d@x.test"), (7, "e@x.test")])
    try scene.rows([(1, "b@x.test"), (2, "A@x.test"), (5, "d@x.test"), (70, "e@x.test")])
    let rows = "SELECT id, email FROM public.app_users ORDER BY id"
    let before = try scene.stage.database.rows(rows)
    try scene.stage.expect(0, "init")
    try scene.stage.expect(0, "identities", "fix", "--all", "--prefer", "id")
    let after = try scene.stage.database.rows(rows)
    #expect(after == ["1|a@x.test", "2|b@x.test", "5|", "6|d@x.test", "7|e@x.test"])
    let part = try scene.stage.expect(3, "undo", "1", "--only", "a@x.test")
    #expect(try part.counts() == ["read": 1, "kept": 1])
    try scene.stage.expect(0, "undo", "1")
    #expect(try scene.stage.database.rows(rows) == before)
    let history = try scene.stage.expect(
      0, "history", with: ["SYNCTOOL_TABLE": "public.app_users"])
    #expect(history.output.contains("undone by 3"), "\(history.everything)")
    try scene.stage.expect(0, "undo", "3")
    #expect(try scene.stage.database.rows(rows) == after)
    try scene.stage.database.run("UPDATE public.app_users SET email = 'else@x.test' WHERE id = 2")
    let some = try scene.stage.expect(3, "undo", "1")
    #expect(try some.counts()["kept"] == 2)
    #expect(try scene.stage.database.rows(rows).prefix(2) == ["1|a@x.test", "2|else@x.test"])
  }
}
