import Foundation
import Glibc
import Testing

/// Limits on time that the role or another session sets.
struct TimeLimitTests {
  private static func stage(_ setting: String = "") throws -> (ProcessStage, TestRole, [String]) {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');")
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    if !setting.isEmpty { try stage.database.run("ALTER ROLE \(role.name) SET \(setting)") }
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source(TestRecord.many(3))
    return (stage, role, try stage.database.versions())
  }

  @Test func `a statement timeout of the role undoes the run and is named`() throws {
    let (stage, role, before) = try Self.stage("statement_timeout = '1s'")
    defer { withExtendedLifetime(role) {} }
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let end = try stage.run("--force")
      try stage.expectFailure(
        1, "(SQLSTATE 57014)", hint: "raise statement_timeout", end, before: before)
    }
    try stage.expectConvergence(3)
  }

  @Test func `an idle session that the server ends fails the run, not the result`() throws {
    let (stage, role, before) = try Self.stage("idle_session_timeout = '700ms'")
    defer { withExtendedLifetime(role) {} }
    let pipe = try SourcePipe()
    let tool = try pipe.start(stage, ["--force"])
    pipe.write(TestRecord.many(3).joined(separator: "\n") + "\n")
    // The source keeps the run waiting until the server has lost its patience.
    try stage.database.waitForSessions { $0 > 0 }
    try stage.database.waitForSessions { $0 == 0 }
    pipe.end()
    let end = try tool.end()
    try stage.expectFailure(
      69, "(SQLSTATE 57P05)", hint: "raise idle_session_timeout", end, before: before)
    try stage.expectConvergence(3)
  }

  @Test func `a source that is slow outlives the role's limits on transactions and locks`() throws {
    let (stage, role, _) = try Self.stage("idle_in_transaction_session_timeout = '300ms'")
    defer { withExtendedLifetime(role) {} }
    try stage.database.run("ALTER ROLE \(role.name) SET lock_timeout = '1ms'")
    let pipe = try SourcePipe()
    let tool = try pipe.start(stage, ["--force"])
    for record in TestRecord.many(3) {
      pipe.write(record + "\n")
      usleep(400_000)
    }
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      pipe.end()
      try stage.database.waitForLock()
    }
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    try stage.expectConvergence(3)
  }

  @Test func `a large file outlives the role's limit on idle transactions`() throws {
    let (stage, role, _) = try Self.stage("idle_in_transaction_session_timeout = '300ms'")
    defer { withExtendedLifetime(role) {} }
    try stage.file("mapping.json", #"{"where": {"deleted": null}}"#)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    // PostgreSQL has what it gets long before the last record is read.
    let others = Array(repeating: #"{"_id":0,"deleted":true}"#, count: 1_000_000)
    try stage.source(TestRecord.many(30_000) + others)
    let end = try stage.run("--force")
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.database.count() == 30_000)
  }

  @Test(arguments: ["PGOPTIONS", "URL"])
  func `a lock's time in the connection's options is the operator's own word`(
    place: String
  ) throws {
    let (stage, role, before) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    if place == "URL" {
      stage.environment["DATABASE_URL"] = try role.url + "?options=-c%20lock_timeout%3D500ms"
    } else {
      stage.environment["PGOPTIONS"] = "-c lock_timeout=500ms"
    }
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let end = try stage.run("--force")
      try stage.expectFailure(
        1, "(SQLSTATE 55P03)", hint: "run again when the other transaction", end, before: before)
      #expect(end.seconds < 8)
    }
    try stage.expectConvergence(3)
  }

  @Test func `a dry run does not wait for ever for a table that another session keeps`() throws {
    let (stage, role, before) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    var other = try stage.database.connect()
    try other.executeScript("BEGIN; LOCK TABLE public.clients IN ACCESS EXCLUSIVE MODE")
    let end = try stage.start(["--force", "--dry-run"]).end(within: 30)
    try other.executeScript("ROLLBACK")
    try stage.expectFailure(
      1, "(SQLSTATE 55P03)", hint: "run again when the other transaction", end, before: before)
    #expect(end.seconds < 20)
    try stage.expectConvergence(3)
  }

  @Test func `a deadline ends a run whose table another session keeps`() throws {
    let (stage, role, before) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    var other = try stage.database.connect()
    try other.executeScript("BEGIN; LOCK TABLE public.clients IN ACCESS EXCLUSIVE MODE")
    let end = try stage.start(["--force", "--deadline", "1"]).end(within: 30)
    try other.executeScript("ROLLBACK")
    #expect(end.status == 124, "\(end.everything)")
    #expect(end.seconds < 8)
    #expect(try stage.database.versions() == before)
    try stage.expectConvergence(3)
  }
}
