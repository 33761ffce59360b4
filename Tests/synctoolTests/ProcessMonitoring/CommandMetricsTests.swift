import Foundation
import Testing

/// `--metrics` and `--notify-command` of the other commands, run as processes.
struct CommandMetricsTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_METRICS"] = "run.prom"
    stage.environment["PATH"] = "/usr/bin:/bin"
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "init")
    return stage
  }

  private static let notify = ["--notify-on", "change", "--notify-command", "cat >got.json"]

  @Test func `an undo tells what it took back, and leaves the sync's series alone`() throws {
    let stage = try Self.stage()
    try stage.expect(0)
    let before = try MetricsText(stage)
    let end = try stage.start(["undo", "last", "--format", "json"] + Self.notify).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.text("got.json") == end.output)
    let metrics = try MetricsText(stage)
    let deleted = try metrics.value(
      "last_run_records", #"action="delete""#, command: "undo")
    #expect(deleted == 3)
    #expect(try metrics.value("last_run_exit_code", command: "undo") == 0)
    #expect(try metrics.value("last_run_orphans", command: "undo") == nil)
    #expect(try metrics.records() == before.records())
  }

  @Test func `a fix is a run on a part, also when it cannot begin`() throws {
    let stage = try Self.stage()
    let end = try stage.start(["fix", "client1@x.test", "--format", "json"] + Self.notify).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.text("got.json") == end.output)
    let metrics = try MetricsText(stage)
    let created = try metrics.value(
      "last_run_records", #"action="create""#, command: "fix", scope: "partial")
    #expect(created == 1)
    #expect(try metrics.value("last_run_exit_code") == nil, "no sync has run")
    let failed = try stage.start(["fix", "--from", "none.csv"] + Self.notify).end()
    #expect(failed.status != 0)
    let after = try MetricsText(stage)
    let code = try after.value("last_run_exit_code", command: "fix", scope: "partial")
    #expect(code == Double(failed.status))
    #expect(try stage.text("got.json").contains(#""exitCode":\#(failed.status)"#))
  }

  @Test func `a status tells how far apart source and target are, without a journal too`()
    throws
  {
    let stage = try Self.stage()
    try stage.expect(0, "init", "--remove", "--force")
    let end = try stage.start(
      ["status", "--detailed-exitcode", "--notify-on", "always", "--format", "json"]
        + ["--notify-command", "cat >got.json"]
    ).end()
    #expect(end.status == 2, "\(end.everything)")
    #expect(try stage.text("got.json") == end.output)
    let metrics = try MetricsText(stage)
    let missing = try metrics.value("last_run_records", #"action="create""#, command: "status")
    #expect(missing == 3)
  }
}
