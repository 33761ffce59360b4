import Foundation
import Testing

/// `identities fix`: rows get the ids of their users, and whatever refers to them follows.
struct IdentitiesFixTests {
  @Test(arguments: IdentityScene.Kind.allCases)
  func `references of every kind follow, whatever the type of the ids`(
    kind: IdentityScene.Kind
  ) throws {
    let all = try ReferenceScene(kind)
    #expect(try all.strays() == [])
    let end = try all.stage.expect(0, "identities", "fix", "--all", "--format", "json")
    #expect(try end.counts() == ["read": 9, "update": 3, "unchanged": 6])
    #expect(try end.json()["committed"] as? Bool == true)
    #expect(try all.strays() == [])
    for person in ReferenceScene.people {
      let id = try all.stage.database.value(
        "SELECT id FROM public.app_users WHERE email = 'P\(person)@x.test'")
      #expect(id == kind.id(person))
    }
    // What nobody has named as a reference stays, and triggers have heard of each row.
    let stays = try all.stage.database.rows("SELECT u FROM public.apart WHERE owner = 3")
    #expect(stays == [kind.id(103)])
    #expect(
      try all.stage.database.rows("SELECT owner FROM public.heard WHERE heard = 1 ORDER BY 1")
        == ["3", "6", "9"])
    #expect(
      try all.stage.database.rows("SELECT u FROM public.told ORDER BY u")
        == [3, 6, 9].map(kind.id).sorted())
    #expect(
      try all.stage.database.value(
        "SELECT count(*) FROM public.no_action WHERE upper <> u::text || '!'")
        == "0")
    let before = try all.stage.database.fingerprint(table: "public.app_users")
    try all.stage.expect(0, "identities", "--detailed-exitcode")
    let again = try all.stage.expect(0, "identities", "fix", "--all", "--format", "json")
    #expect(try again.counts() == ["read": 9, "unchanged": 9])
    #expect(try all.stage.database.fingerprint(table: "public.app_users") == before)
  }

  @Test func `only the named are settled, and what the plan shows is what is written`() throws {
    let all = try ReferenceScene(.uuid)
    let before = try all.contents()
    let plan = try all.stage.expect(0, "identities", "fix", "P3@x.test", "-n")
    #expect(try all.contents() == before)
    let digest = try plan.digest()
    let end = try all.stage.expect(
      0, "identities", "fix", "p3@x.test", "--expect", digest, "--report", "run.ndjson")
    for line in ["~ update     p3@x.test  id: \"\(all.kind.id(103))\" -> \"\(all.kind.id(3))\""] {
      #expect(plan.lines.contains(line) && end.lines.contains(line), "\(end.everything)")
    }
    #expect(try all.scene.verdicts("run.ndjson") == ["update 3 3"])
    #expect(try all.strays() == [])
    let left = try all.stage.expect(2, "identities", "--detailed-exitcode", "--format", "json")
    #expect(try left.counts() == ["read": 9, "update": 2, "unchanged": 7])
    try all.stage.expect(5, "identities", "fix", "--all", "--expect", digest)
    #expect(try all.strays() == [])
  }

  @Test func `rows are created and emails corrected, beside those who get other ids`() throws {
    let scene = try IdentityScene(.text)
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "--format", "json", "--report", "run.ndjson")
    #expect(
      try end.counts() == [
        "read": 15, "create": 1, "update": 2, "unchanged": 2, "duplicate": 1, "rejected": 9,
        "orphan": 2,
      ])
    #expect(
      try scene.stage.database.rows(
        "SELECT id, email FROM public.app_users WHERE id IN ('user-3', 'user-5', 'user-6') ORDER BY id"
      )
        == ["user-3|new@x.test", "user-5|five@x.test", "user-6|Six@x.test"])
    let written = try scene.verdicts("run.ndjson").filter { !$0.hasPrefix("rejected") }.sorted()
    #expect(
      written == [
        "create 5 5", "duplicate row-of-another 2 1 1", "orphan 16", "orphan 99", "update 3 3",
        "update 6 6",
      ])
    let again = try scene.stage.expect(3, "identities", "fix", "--all", "--format", "json")
    #expect(try again.counts()["unchanged"] == 5 && again.json()["committed"] as? Bool == false)
  }

  @Test func `the journal has both ids of each, and what followed`() throws {
    let all = try ReferenceScene(.bigint)
    try all.stage.expect(0, "init", "--env-file", "/dev/null")
    try all.stage.expect(0, "identities", "fix", "p6@x.test")
    #expect(
      try all.stage.database.rows(
        """
        SELECT action, key, target_id, before ->> 'id', after ->> 'id' FROM synctool.changes
        """) == ["update|p6@x.test|6|106|6"])
    let followed = try all.stage.database.value(
      "SELECT counts ->> 'followed' FROM synctool.runs WHERE status = 'done'")
    for part in [
      #""public.posts.u": 2"#, #""public.profiles.f": 1"#, #""public.loose.u": 1"#,
      #""public.app_users.invited_by": 1"#, #""public.items.u": 2"#,
    ] {
      #expect(followed.contains(part), "\(followed)")
    }
    let show = try all.stage.expect(
      0, "show", "last", with: ["SYNCTOOL_TABLE": "public.app_users"])
    #expect(show.output.contains("p6@x.test") && show.output.contains("id: 106 -> 6"))
    let history = try all.stage.expect(
      0, "history", with: ["SYNCTOOL_TABLE": "public.app_users"])
    #expect(history.output.contains("identities fix"), "\(history.everything)")
  }

  @Test func `what has no index is warned of, by name and size`() throws {
    let scene = try IdentityScene(empty: .bigint)
    try scene.users([(1, "a@x.test")])
    try scene.rows([(11, "a@x.test")])
    try scene.stage.database.run(
      """
      CREATE TABLE public.slow (n int, u bigint REFERENCES public.app_users);
      INSERT INTO public.slow SELECT n, 11 FROM generate_series(1, 1234) n;
      ANALYZE public.slow;
      CREATE TABLE public.fast (n int, u bigint REFERENCES public.app_users);
      CREATE INDEX ON public.fast (u) WHERE u IS NOT NULL;
      """)
    let end = try scene.stage.expect(0, "identities", "fix", "--all", "-n")
    #expect(end.error.contains("references-unindexed: public.slow.u"), "\(end.everything)")
    #expect(end.error.contains("1234 rows") && !end.error.contains("fast"))
    try scene.stage.expect(0, "identities", "fix", "--all")
    #expect(
      try scene.stage.database.value("SELECT count(*) FROM public.slow WHERE u = 1") == "1234")
    let none = try scene.stage.expect(0, "identities", "fix", "--all")
    #expect(!none.error.contains("references-unindexed"))
  }

  @Test func `a plan says how many rows of which table follow each person`() throws {
    let all = try ReferenceScene(.bigint)
    let plan = try all.stage.expect(
      0, "identities", "fix", "p3@x.test", "p6@x.test", "-n", "-v", "--report", "plan.ndjson")
    let three = try #require(plan.lines.first { $0.contains("p3@x.test  id: 103 -> 3  follow: ") })
    for part in [
      "2 of public.posts.u", "1 of public.profiles.f", "1 of public.app_users.invited_by",
    ] {
      #expect(three.contains(part), "\(three)")
    }
    let report = try all.stage.text("plan.ndjson")
    #expect(report.contains(#""public.items.u":2"#), "\(report)")
    let brief = try all.stage.expect(0, "identities", "fix", "p3@x.test", "-n")
    #expect(!brief.output.contains("public.posts.u"))
    // What follows is no part of the plan's digest: a row that is added meanwhile follows, too.
    let digest = try brief.digest()
    try all.stage.database.run("INSERT INTO public.posts VALUES (3, 103)")
    try all.stage.expect(0, "identities", "fix", "p3@x.test", "--expect", digest)
    #expect(try all.strays() == [])
  }
}
