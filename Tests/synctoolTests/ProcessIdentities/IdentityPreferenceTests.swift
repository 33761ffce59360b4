import Foundation
import Testing

/// Rows with one user's id and another's email: left by default, and settled by the claim that is said to count.
struct IdentityPreferenceTests {
  static func scene(_ kind: IdentityScene.Kind, _ fault: ClaimFault) throws -> IdentityScene {
    let scene = try IdentityScene(empty: kind)
    // Somebody whom all this is none of.
    try scene.users(fault.users + [(50, "eve@x.test")])
    try scene.rows(fault.rows + [(50, "eve@x.test")])
    return scene
  }

  @Test(arguments: ClaimFault.all, IdentityScene.Kind.allCases)
  func `each is left by default, and settled by either claim as a whole or not at all`(
    fault: ClaimFault, kind: IdentityScene.Kind
  ) throws {
    let scene = try Self.scene(kind, fault)
    let before = try scene.stage.database.fingerprint(table: "public.app_users")
    for (arguments, expected) in [
      ([], nil), (["--prefer", "email"], fault.byEmail), (["--prefer", "id"], fault.byID),
    ] as [([String], [String]?)] {
      let end = try scene.stage.start(
        ["identities", "fix", "--all", "--dry-run", "--report", "run.ndjson"] + arguments
      ).end()
      let verdicts = try scene.verdicts("run.ndjson").sorted()
      if let expected { #expect(verdicts == expected, "\(arguments) \(end.everything)") }
      if expected == nil { #expect(verdicts.allSatisfy { $0.hasPrefix("rejected") }) }
      #expect(end.status == (verdicts.contains { $0.hasPrefix("rejected") } ? 3 : 0))
    }
    #expect(try scene.stage.database.fingerprint(table: "public.app_users") == before)
  }

  /// Each row is referred to by a row that remembers whose it was.
  @Test(arguments: ClaimFault.all, IdentityScene.Kind.allCases)
  func `a fix carries it out, what refers to the rows follows, and nothing is left to do`(
    fault: ClaimFault, kind: IdentityScene.Kind
  ) throws {
    let state =
      "SELECT id, email FROM public.app_users UNION ALL SELECT of, id FROM public.child ORDER BY 1, 2"
    for (claim, expected) in [("email", fault.byEmail), ("id", fault.byID)] {
      let scene = try Self.scene(kind, fault)
      try scene.stage.expect(0, "init", with: ["SYNCTOOL_TABLE": "app_users"])
      let database = scene.stage.database
      try database.run(
        """
        ALTER TABLE public.app_users ADD UNIQUE (email);
        CREATE TABLE public.child (of \(kind.rawValue) REFERENCES public.app_users, id text, email text);
        INSERT INTO public.child SELECT id, id, email FROM public.app_users;
        CREATE INDEX ON public.child (of);
        """)
      let isLeft = expected.contains { $0.contains("claimed-twice") }
      let isWhole = !expected.contains { $0.hasPrefix("rejected") }
      let before = try database.versions(table: "public.app_users")
      let first = try database.rows(state)
      let end = try scene.stage.expect(
        isWhole ? 0 : 3, "identities", "fix", "--all", "--prefer", claim, "--format", "json")
      #expect(try end.counts()["failed"] == nil && end.error.isEmpty, "\(end.everything)")
      if isLeft { #expect(try database.versions(table: "public.app_users") == before) }
      let creates = expected.count { $0.hasPrefix("create") }
      #expect(
        try database.value("SELECT count(*) FROM public.app_users")
          == "\(fault.rows.count + 1 + creates)")
      // By emails everything is with its email's user, by ids nothing has moved.
      #expect(
        try isLeft
          || database.value(
            claim == "id"
              ? "SELECT count(*) FROM public.child WHERE of::text <> id"
              : "SELECT count(*) FROM public.child c JOIN auth.users a ON a.email = c.email WHERE c.of <> a.id"
          ) == "0", "\(claim)")
      let writes = expected.count { !$0.hasPrefix("rejected") }
      #expect(
        try database.value("SELECT count(*) FROM synctool.changes WHERE key IS NOT NULL")
          == "\(writes)")
      let again = try scene.stage.expect(
        isWhole ? 0 : 3, "identities", "fix", "--all", "--prefer", claim, "--format", "json")
      #expect(try again.counts()["create"] == nil && again.counts()["update"] == nil)
      let status = try scene.stage.expect(isWhole ? 0 : 3, "identities", "--format", "json")
      let classes = try IdentityScene.classes(status)
      #expect(isLeft || classes["claimed-twice"] == nil, "\(classes)")
      if isWhole { #expect(classes == ["synced": fault.users.count + 1]) }
      if isLeft { continue }
      // An undo brings everything back, and is undone in the same way.
      let fixed = try database.rows(state)
      var run = try #require(try end.json()["runId"] as? Int)
      for wanted in [first, fixed] {
        let undo = try scene.stage.expect(
          0, "undo", "\(run)", "--format", "json", with: ["SYNCTOOL_TABLE": "app_users"])
        run = try #require(try undo.json()["runId"] as? Int)
        #expect(try database.rows(state) == wanted, "\(claim)")
      }
    }
  }

  @Test func `a group fails as a whole where PostgreSQL refuses one of its rows, and nobody else`()
    throws
  {
    for claim in ["email", "id"] {
      let scene = try Self.scene(.uuid, ClaimFault.all[2])
      try scene.users([(11, "new@x.test"), (12, "old@x.test")])
      try scene.rows([(11, "old@x.test")])
      let ids = (scene.kind.id(3), scene.kind.id(2))
      try scene.stage.database.run(
        """
        ALTER TABLE public.app_users ADD CONSTRAINT mine
          CHECK (NOT (id = '\(ids.0)' AND email = 'c@x.test') OR coalesce(plan, '') = 'never') NOT VALID
        """)
      let end = try scene.stage.expect(
        3, "identities", "fix", "--all", "--prefer", claim, "--format", "json", "--report",
        "run.ndjson")
      #expect(
        try end.counts() == ["read": 6, "create": 1, "update": 1, "unchanged": 1, "failed": 3],
        "\(end.everything)")
      #expect(
        try scene.verdicts("run.ndjson").count { $0.hasPrefix("failed check-violation mine") } == 3)
      #expect(
        try scene.stage.database.value(
          "SELECT count(*) FROM public.app_users r JOIN auth.users a ON a.id = r.id AND a.email = r.email"
        )
          == "3")
    }
  }

  /// While somebody's transaction is open, PostgreSQL cannot say that the rows are older than the plan.
  @Test(arguments: ["email", "id"])
  func `whoever gives up an id or an email is no newcomer that has it`(claim: String) throws {
    let scene = try IdentityScene(empty: .bigint)
    try scene.stage.database.holding("SELECT txid_current()") {
      try scene.users(ClaimFault.all[3].users)
      try scene.rows(ClaimFault.all[3].rows)
      let end = try scene.stage.expect(
        0, "identities", "fix", "--all", "--prefer", claim, "--format", "json")
      #expect(try end.counts() == ["read": 4, "create": 1, "update": 3])
    }
    try scene.stage.expect(0, "identities")
  }

  @Test func `the plan shows old and new, and who belongs together`() throws {
    let scene = try Self.scene(.bigint, ClaimFault.all[3])
    let end = try scene.stage.expect(0, "identities", "fix", "--all", "-n", "--prefer", "email")
    for line in [
      "+ create     a@x.test  id: 1; email: \"a@x.test\", with b@x.test, c@x.test, d@x.test",
      "~ update     b@x.test  id: 1 -> 2, with a@x.test, c@x.test, d@x.test",
    ] { #expect(end.lines.contains(line), "\(line)\n\(end.everything)") }
    let other = try scene.stage.expect(0, "identities", "fix", "--all", "-n", "--prefer", "id")
    #expect(
      other.lines.contains(
        "~ update     c@x.test  email: \"d@x.test\" -> \"c@x.test\", with a@x.test, b@x.test, d@x.test"
      ),
      "\(other.everything)")
    let none = try Self.scene(.bigint, ClaimFault.all[6])
    let nobody = try none.stage.expect(
      0, "identities", "fix", "--all", "-n", "--prefer", "id", "--format", "json", "--report",
      "run.md")
    #expect(try nobody.counts() == ["read": 3, "create": 1, "update": 1, "unchanged": 1])
    #expect(try IdentityScene.classes(nobody) == ["claimed-twice": 2, "synced": 1])
    #expect(try none.stage.text("run.md").contains("`email`: `\"a@x.test\"` → `null`"))
    let text = try none.stage.expect(0, "identities", "fix", "--all", "-n", "--prefer", "id")
    #expect(
      text.lines.contains { $0.contains("user 1  email: \"a@x.test\" -> null, with a@x.test") },
      "\(text.everything)")
  }

  @Test func `whoever names users must name all who belong together`() throws {
    let scene = try Self.scene(.uuid, ClaimFault.all[2])
    let part = try scene.stage.expect(
      3, "identities", "fix", "a@x.test", "C@x.test", "-n", "--prefer", "id", "--report",
      "run.ndjson")
    #expect(
      try scene.verdicts("run.ndjson").sorted() == ["rejected group 1 1", "rejected group 3 3"])
    #expect(part.output.contains("others, who are not), with b@x.test\n"), "\(part.everything)")
    try scene.stage.expect(
      0, "identities", "fix", "a@x.test", "b@x.test", "c@x.test", "-n", "--prefer", "id")
    // Without a claim that counts it makes no difference who is named.
    try scene.stage.expect(3, "identities", "fix", "a@x.test", "-n", "--report", "run.ndjson")
    #expect(try scene.verdicts("run.ndjson") == ["rejected claimed-twice 1 1"])
  }

  @Test func `a group whose new row cannot be is left as a whole`() throws {
    let scene = try Self.scene(.bigint, ClaimFault.all[3])
    try scene.stage.file("values.json", #"{"plan": [{"auth": "deleted_at"}]}"#)
    try scene.stage.database.run(
      "UPDATE public.app_users SET plan = ''; ALTER TABLE public.app_users ALTER plan SET NOT NULL")
    try scene.stage.expect(
      3, "identities", "fix", "--all", "-n", "--prefer", "id", "--app-values", "values.json",
      "--report", "run.ndjson")
    #expect(
      try scene.verdicts("run.ndjson").sorted() == [
        "rejected claimed-twice 1 1", "rejected claimed-twice 2 2", "rejected claimed-twice 3 3",
        "rejected value-missing plan 4",
      ])
  }

  @Test func `it counts only when it is typed`() throws {
    let scene = try Self.scene(.text, ClaimFault.all[0])
    try scene.stage.expect(64, "identities", "fix", "--all", "--prefer", "both")
    try scene.stage.expect(64, "identities", "status", "--prefer", "id")
    let end = try scene.stage.expect(
      78, "identities", "fix", "--all", with: ["SYNCTOOL_PREFER": "id"])
    #expect(
      end.error.contains("SYNCTOOL_PREFER: is only accepted on the command line: use --prefer"))
  }
}
