import Foundation
import Testing

/// `identities status`: who is in which class, and how it is told.
struct IdentitiesTests {
  @Test(arguments: IdentityScene.Kind.allCases)
  func `each class is found, whatever the type of the ids`(kind: IdentityScene.Kind) throws {
    let scene = try IdentityScene(kind)
    let before = try scene.stage.database.fingerprint(table: "public.app_users")
    let end = try scene.stage.expect(
      3, "identities", "status", "--format", "json", "--report", "run.ndjson")
    #expect(
      try IdentityScene.classes(end) == [
        "synced": 2, "duplicate": 1, "email-differs": 1, "key-occupied": 1, "missing": 1,
        "mismatched": 1, "claimed-twice": 2, "ambiguous": 3, "email-missing": 1,
        "email-invalid": 2, "orphan": 2,
      ])
    #expect(
      try end.counts() == [
        "read": 15, "create": 1, "update": 2, "unchanged": 2, "duplicate": 1, "rejected": 9,
        "orphan": 2,
      ])
    #expect(
      try scene.verdicts("run.ndjson").sorted()
        == [
          "duplicate row-of-another 2 1 1",
          "rejected claimed-twice 8 8",
          "rejected ambiguous-target email 11",
          "create 5",
          "rejected key-occupied email 4 4",
          "update 3 3",
          "rejected ambiguous email 9", "rejected ambiguous email 10",
          "rejected claimed-twice 7 7",
          "update 6 60",
          "rejected email-missing email 12", "rejected email-invalid email 13",
          "rejected too-long email 15", "orphan 16", "orphan 99",
        ].sorted())
    #expect(try scene.stage.database.fingerprint(table: "public.app_users") == before)
  }

  @Test func `what a fix would write is shown, and who belongs together`() throws {
    let scene = try IdentityScene(.bigint)
    let end = try scene.stage.expect(3, "identities")
    for line in [
      "+ create     five@x.test  id: 5; email: \"five@x.test\"",
      "~ update     six@x.test  id: 60 -> 6",
      "~ update     new@x.test  email: \"old@x.test\" -> \"new@x.test\"",
      "OUT OF STEP: 1 to create, 2 to update",
      "read 15 = create 1 + update 2 + unchanged 2 + duplicate 1 + rejected 9 + failed 0; orphan 2",
    ] {
      #expect(end.lines.contains(line), "\(line)\n\(end.everything)")
    }
    let seven = try #require(end.lines.first { $0.contains("seven@x.test  user ") })
    #expect(seven.hasSuffix(", with eight@x.test"))
    #expect(end.lines[0] == "source: auth.users" && end.lines[1].hasSuffix(" public.app_users"))
  }

  @Test func `a ring names its members, and no default moves a row from one to another`() throws {
    let scene = try IdentityScene(empty: .uuid)
    let ring = Array(1...15)
    try scene.users(ring.map { ($0, "user\($0)@x.test") } + [(50, "fifty@x.test")])
    // Each has the id of the one before.
    try scene.rows(ring.map { ($0, "user\($0 % 15 + 1)@x.test") } + [(50, "fifty@x.test")])
    let end = try scene.stage.expect(
      3, "identities", "--format", "json", "--report", "run.ndjson")
    #expect(try IdentityScene.classes(end) == ["claimed-twice": 15, "synced": 1])
    for line in try scene.stage.text("run.ndjson").split(separator: "\n") {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(entry["otherCount"] as? Int == 14 && (entry["others"] as? [String])?.count == 10)
    }
  }

  @Test func `an email that somebody gave up and another took is nobody's by default`() throws {
    let scene = try IdentityScene(empty: .bigint)
    // Two has taken the address that the application still has for one.
    try scene.users([(1, "new@x.test"), (2, "old@x.test")])
    try scene.rows([(1, "old@x.test")])
    let end = try scene.stage.expect(3, "identities", "--format", "json")
    #expect(try IdentityScene.classes(end) == ["claimed-twice": 2])
    #expect(try end.counts() == ["read": 2, "rejected": 2])
  }

  @Test func `users with one email are no trouble while each has a row of the same id`() throws {
    let scene = try IdentityScene(empty: .uuid)
    try scene.users([(1, "ann@x.test"), (2, "Ann@x.test"), (3, "ann@x.test")])
    try scene.rows([(1, "ann@x.test"), (2, "ann@x.test")])
    let end = try scene.stage.expect(0, "identities", "--format", "json")
    #expect(try IdentityScene.classes(end) == ["synced": 2, "duplicate": 1])
    // A row that is nobody's by its id may be any one's.
    try scene.rows([(9, "ann@x.test")])
    let more = try scene.stage.expect(3, "identities", "--format", "json")
    #expect(try IdentityScene.classes(more) == ["ambiguous": 3])
  }

  @Test func `the exit code tells in step from out of step, and from what nobody settles`() throws {
    let scene = try IdentityScene(empty: .text)
    try scene.stage.expect(0, "identities", "--detailed-exitcode")
    try scene.users([(1, "ann@x.test"), (2, "ANN@x.test")])
    try scene.rows([(1, "ann@x.test"), (9, "ghost@x.test")])
    let quiet = try scene.stage.expect(0, "identities", "--detailed-exitcode", "--quiet")
    #expect(quiet.output.isEmpty && quiet.error.isEmpty)
    try scene.users([(3, "eve@x.test")])
    try scene.stage.expect(0, "identities", "status")
    let told = try scene.stage.expect(2, "identities", "--detailed-exitcode", "--quiet")
    #expect(told.output == "OUT OF STEP: 1 to create\n")
    try scene.users([(4, "nonsense")])
    try scene.stage.expect(3, "identities", "--detailed-exitcode")
  }

  @Test func `only the named are looked at`() throws {
    let scene = try IdentityScene(.bigint)
    let end = try scene.stage.expect(
      0, "identities", "--format", "json", "--only", "SIX@x.test", "--only", "ann@x.test", "--only",
      "ghost@x.test", "--only", "nobody@x.test")
    #expect(
      try end.counts() == ["read": 3, "update": 1, "unchanged": 1, "duplicate": 1, "orphan": 1])
    #expect(end.error.contains("the auth table has no nobody@x.test"))
    try scene.stage.expect(64, "identities", "--only", "nonsense")
  }

  @Test(arguments: ["csv", "html", "md"])
  func `a report has every entry, masked where that is asked for`(form: String) throws {
    let scene = try IdentityScene(.uuid)
    try scene.stage.expect(3, "identities", "--report", "run.\(form)")
    let plain = try scene.stage.text("run.\(form)")
    for word in ["six@x.test", "claimed-twice", "five@x.test", scene.kind.id(60)] {
      #expect(plain.contains(word), "\(word)")
    }
    try scene.stage.expect(3, "identities", "--report", "run.\(form)", "--mask")
    let masked = try scene.stage.text("run.\(form)")
    #expect(!masked.contains("six@x.test") && !masked.contains("seven@x.test"))
    #expect(masked.contains("claimed-twice"))
  }

  @Test func `metrics and notifications hear of it as of every run`() throws {
    let scene = try IdentityScene(.bigint)
    scene.stage.environment["PATH"] = "/usr/bin:/bin"
    try scene.stage.expect(
      3, "identities", "--metrics", "run.prom", "--notify-command", "cat >got.json")
    let metrics = try scene.stage.text("run.prom")
    let labels = #"command="identities status",table="public.app_users",scope="full""#
    #expect(metrics.contains("synctool_last_run_records{\(labels),action=\"update\"} 2"))
    #expect(metrics.contains("synctool_last_run_orphans{\(labels)} 2"))
    #expect(try scene.stage.text("got.json").contains(#""command":"identities status""#))
  }

  @Test func `a standing user without an email is no news, and a deleted one does not count`()
    throws
  {
    let scene = try IdentityScene(empty: .bigint)
    try scene.users([(1, nil), (2, "two@x.test")])
    try scene.rows([(1, "one@x.test"), (7, "two@x.test")])
    let end = try scene.stage.expect(2, "identities", "--detailed-exitcode", "--format", "json")
    #expect(try IdentityScene.classes(end) == ["synced": 1, "mismatched": 1])
    try scene.stage.database.run("UPDATE auth.users SET deleted_at = now() WHERE id = 2")
    let without = try scene.stage.expect(0, "identities", "--format", "json")
    #expect(try IdentityScene.classes(without) == ["synced": 1, "orphan": 1])
    let all = try scene.stage.expect(
      0, "identities", "--format", "json", with: ["SYNCTOOL_AUTH_DELETED": ""])
    #expect(try IdentityScene.classes(all) == ["synced": 1, "mismatched": 1])
  }

  @Test func `an email that was given out again does not give away the row of a deleted user`()
    throws
  {
    let scene = try IdentityScene(empty: .bigint)
    try scene.users([(1, "one@x.test"), (3, "one@x.test")])
    try scene.rows([(1, "one@x.test")])
    try scene.stage.database.run("UPDATE auth.users SET deleted_at = now() WHERE id = 1")
    let end = try scene.stage.expect(3, "identities", "fix", "--all", "--format", "json")
    #expect(try IdentityScene.classes(end) == ["key-occupied": 1])
    #expect(
      try scene.stage.database.value("SELECT string_agg(id::text, ',') FROM public.app_users")
        == "1")
  }
}
