import Foundation
import Testing

/// `identities fix` before it writes: whom it is about, and what stops it.
struct IdentitiesFixInputTests {
  @Test func `users are named, or everyone is meant, and not both`() throws {
    let scene = try IdentityScene(.bigint)
    let report = "seen.csv"
    try scene.stage.expect(3, "identities", "--report", report)
    let none = try scene.stage.expect(64, "identities", "fix", "-n")
    #expect(none.error.contains("identities fix names no user"), "\(none.everything)")
    for line in [["--all", "six@x.test"], ["--all", "--from", report]] {
      let both = try scene.stage.start(["identities", "fix", "-n"] + line).end()
      #expect(both.status == 64 && both.error.contains("--all means everyone"))
    }
    // A report that the environment names never widens what is typed.
    let set = ["SYNCTOOL_FROM": report]
    let one = try scene.stage.expect(
      0, "identities", "fix", "-n", "six@x.test", "--format", "json", with: set)
    #expect(try one.counts() == ["read": 1, "update": 1])
    try scene.stage.expect(3, "identities", "fix", "-n", "--all", with: set)
    try scene.stage.expect(3, "identities", "fix", "-n", with: set)
    try scene.stage.expect(64, "identities", "fix", "-n", "nonsense")
    try scene.stage.expect(64, "identities", "fix", "-n", "--all", "--only", "six@x.test")
    try scene.stage.expect(64, "identities", "fix", "-n", "--all", "--force")
    try scene.stage.expect(78, "identities", "fix", "-n", with: ["SYNCTOOL_ALL": "true"])
  }

  @Test func `a dry run shows the plan of the look, with its digest, and writes nothing`() throws {
    let scene = try IdentityScene(.uuid)
    let before = try scene.stage.database.fingerprint(table: "public.app_users")
    try scene.stage.expect(3, "identities", "--report", "look.ndjson")
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "-n", "--report", "run.ndjson")
    #expect(try scene.stage.text("look.ndjson") == scene.stage.text("run.ndjson"))
    for line in [
      "~ update     six@x.test  id: \"\(scene.kind.id(60))\" -> \"\(scene.kind.id(6))\"",
      "DRY RUN: nothing was written",
    ] {
      #expect(end.lines.contains(line), "\(line)\n\(end.everything)")
    }
    #expect(end.output.contains("with --expect "))
    #expect(try scene.stage.database.fingerprint(table: "public.app_users") == before)
    let json = try scene.stage.expect(3, "identities", "fix", "--all", "-n", "--format", "json")
    #expect(try json.json()["command"] as? String == "identities fix")
    #expect(try IdentityScene.classes(json)["mismatched"] == 1)
    try scene.stage.expect(
      5, "identities", "fix", "--all", "-n", "--expect", String(repeating: "0", count: 32))
  }

  @Test func `the named alone are settled, from the line and from a report`() throws {
    let scene = try IdentityScene(.text)
    let some = try scene.stage.expect(
      2, "identities", "fix", "-n", "FIVE@x.test", "new@x.test", "--detailed-exitcode", "--format",
      "json", "--report", "some.csv")
    #expect(try some.counts() == ["read": 2, "create": 1, "update": 1])
    let again = try scene.stage.expect(0, "identities", "fix", "-n", "--from", "some.csv")
    #expect(try again.counts() == ["read": 2, "create": 1, "update": 1])
    let more = try scene.stage.expect(
      0, "identities", "fix", "-n", "six@x.test", "nobody@x.test", "--from", "some.csv")
    #expect(try more.counts() == ["read": 3, "create": 1, "update": 2])
    #expect(more.error.contains("the auth table has no nobody@x.test"))
    let slip = try scene.stage.expect(4, "identities", "fix", "-n", "nobody@x.test")
    #expect(slip.error.contains("none of the named users"), "\(slip.everything)")
    try scene.stage.expect(3, "identities", "fix", "-n", "seven@x.test")
  }

  @Test func `limits are of the application's rows`() throws {
    let scene = try IdentityScene(.bigint)
    for (limit, status) in [("0", 4), ("1", 3), ("8%", 4), ("9%", 3)] as [(String, Int32)] {
      // Of its 12 rows.
      let end = try scene.stage.expect(
        status, "identities", "fix", "--all", "-n", "--max-creates", limit)
      #expect(end.error.contains("--max-creates allows") == (status == 4))
      #expect(end.output.contains("+ create"))
    }
    try scene.stage.expect(
      4, "identities", "fix", "--all", "-n", with: ["SYNCTOOL_MAX_UPDATES": "1"])
  }

  @Test func `metrics tell a repair of some from that of all`() throws {
    let scene = try IdentityScene(.bigint)
    for (line, scope) in [(["six@x.test"], "partial"), (["--all", "--max-creates", "0"], "full")] {
      let arguments = ["identities", "fix", "--metrics", "run.prom", "--max-updates", "0"]
      _ = try scene.stage.start(arguments + line).end()
      let labels =
        #"command="identities fix",table="public.app_users",scope="\#(scope)""#
      let metrics = try scene.stage.text("run.prom")
      #expect(metrics.contains("synctool_last_run_exit_code{\(labels)} 4"), "\(metrics)")
    }
  }
}
