import Basics
import Foundation
import SyncCore
import Testing

/// `--notify-command`, run as processes.
struct NotifyTests {
  private static func stage(
    _ command: String, on occasion: String = "always", _ records: [String] = TestRecord.many(2)
  ) throws -> ProcessStage {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_NOTIFY_COMMAND"] = command
    stage.environment["SYNCTOOL_NOTIFY_ON"] = occasion
    stage.environment["PATH"] = "/usr/bin:/bin"
    try stage.source(records)
    return stage
  }

  private static let occasions: [(arguments: [String], status: Int32, on: Set<String>)] = [
    ([], 0, ["change", "always"]), (["--dry-run"], 0, ["always"]),
    (["--dry-run", "--detailed-exitcode"], 2, ["always"]),
    (["--source", "empty.ndjson", "--allow-empty"], 0, ["always"]),
    (["--max-creates", "0"], 4, ["failure", "change", "always"]),
    (["--source", "missing.bson"], 69, ["failure", "change", "always"]),
    (["--source", "bad.ndjson"], 3, ["failure", "change", "always"]),
    (["--wait", "long"], 64, ["failure", "change", "always"]),
    (["--metrics", "none/x.prom"], 78, ["failure", "change", "always"]),
  ]

  @Test(arguments: occasions, ["failure", "change", "always"])
  func `the command runs on its occasions and gets what JSON output would be`(
    scene: (arguments: [String], status: Int32, on: Set<String>), occasion: String
  ) throws {
    let stage = try Self.stage("cat >got.json", on: occasion)
    try stage.file("bad.ndjson", TestRecord.client(1, "none"))
    try stage.file("empty.ndjson", "")
    let end = try stage.start(scene.arguments + ["--format", "json"]).end()
    #expect(end.status == scene.status, "\(end.everything)")
    let got = try? stage.text("got.json")
    #expect(got == (scene.on.contains(occasion) ? end.output : nil))
  }

  @Test func `without JSON output the command gets JSON all the same`() throws {
    let stage = try Self.stage("cat >got.json")
    let end = try stage.expect(0)
    #expect(end.output.hasPrefix("source: "))
    let got = try JSONSerialization.jsonObject(with: Data(stage.text("got.json").utf8))
    let result = try #require(got as? [String: Any])
    #expect((result["counts"] as? [String: Int])?["create"] == 2)
    #expect(result["exitCode"] as? Int == 0 && result["command"] as? String == "sync")
  }

  @Test func `the environment says how it ended and holds no password`() throws {
    let stage = try Self.stage("env >env.txt")
    let secrets = ["MONGODB_URI", "DATABASE_URL", "DB_PASSWORD", "PGPASSWORD", "PGSSLPASSWORD"]
    for name in secrets where name != "DATABASE_URL" {
      stage.environment[name] = name == "MONGODB_URI" ? "mongodb://u:canary@h/d" : "canary"
    }
    stage.environment["MINE"] = "kept"
    try stage.expect(0, "--source", "clients.ndjson")
    let lines = try stage.text("env.txt").split(separator: "\n").map(String.init)
    for line in ["SYNCTOOL_COMMAND=sync", "SYNCTOOL_EXIT_CODE=0", "SYNCTOOL_STATUS=done"] {
      #expect(lines.contains(line))
    }
    #expect(lines.contains("MINE=kept"))
    let names = Set(lines.map { String($0.prefix { $0 != "=" }) })
    #expect(names.isDisjoint(with: secrets + ["SYNCTOOL_SOURCE"]), "\(names)")
    #expect(!lines.contains { $0.contains("canary") || $0.contains("postgres") })
    try stage.expect(69, "--source", "missing.bson")
    let failed = try stage.text("env.txt")
    #expect(failed.contains("SYNCTOOL_EXIT_CODE=69\n"))
    #expect(failed.contains("SYNCTOOL_STATUS=failed\n"))
  }

  @Test func `what it prints goes to standard error, and its failure changes no code`() throws {
    let stage = try Self.stage("echo out; echo err >&2; exit 7")
    let end = try stage.expect(0, "--format", "json")
    _ = try end.json()
    let said = """
      out
      err
      synctool: warning: the command of --notify-command failed: it ended with exit code 7

      """
    #expect(end.error == said)
    #expect(try stage.expect(0, "--quiet").error == said)
    let killed = try stage.expect(0, with: ["SYNCTOOL_NOTIFY_COMMAND": "kill -9 $$"])
    #expect(killed.error.contains("it was ended by signal 9"))
  }

  @Test(arguments: [":", "exec <&-; sleep 0.2", "head -c 1 >/dev/null", "sleep 0.2; cat >copy"])
  func `a command that reads nothing, little or late is no fault`(command: String) throws {
    let stage = try Self.stage(command)
    #expect(try stage.expect(0).error == "")
  }

  @Test func `a command that hangs is ended with all that it started`() throws {
    let stage = try Self.stage("sleep 600 & echo $! >child; wait")
    let end = try stage.expect(0)
    // Ten seconds after the command was begun, and long before the command would end by itself.
    #expect(end.seconds >= 10 && end.seconds < 120, "it took \(end.seconds) s")
    #expect(end.error.contains("it took longer than 10 s and was killed"))
    let child = try stage.text("child").trimmingCharacters(in: .whitespacesAndNewlines)
    // A killed process dies when it gets a processor, and may wait for init to take note of it.
    var state: String?
    for _ in 0..<1000 {
      state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      if state == nil || state?.contains(") Z ") == true { return }
      usleep(10_000)
    }
    Issue.record("the command's child is still there: \(state ?? "")")
  }

  @Test(arguments: [ExitCode.terminated, .deadline])
  func `a run that is stopped tells so, and the alarm leaves the command its time`(
    code: ExitCode
  ) throws {
    // The run has three seconds for an orderly end; the command's own time begins then.
    let stage = try Self.stage("sleep 4; cat >got.json", on: "failure")
    let end = try StalledRun.end(stage, by: code)
    #expect(end.status == code.rawValue, "\(end.everything)")
    let got = try JSONSerialization.jsonObject(with: Data(stage.text("got.json").utf8))
    #expect((got as? [String: Any])?["exitCode"] as? Int == Int(code.rawValue))
  }

  @Test func `a signal during the command ends it, and the run's own code stays`() throws {
    let stage = try Self.stage("echo >began; sleep 600")
    let tool = try stage.start([])
    while !FileManager.default.fileExists(atPath: stage.path("began")) { usleep(5000) }
    tool.signal(SIGTERM)
    let end = try tool.end(within: 60)
    #expect(end.status == 0, "\(end.everything)")
    #expect(end.error.contains("it was killed because synctool was asked to end"))
    #expect(try stage.database.count() == 2)
  }

  @Test func `a lost result is told as the failure that it is`() throws {
    let stage = try Self.stage("cat >got.json; env >env.txt", on: "failure")
    try stage.expect(1, "--format", "json", output: .path("/dev/full"))
    let got = try JSONSerialization.jsonObject(with: Data(stage.text("got.json").utf8))
    let result = try #require(got as? [String: Any])
    #expect(result["exitCode"] as? Int == 1)
    #expect((result["error"] as? [String: String])?["stage"] == "output")
    #expect(try stage.text("env.txt").contains("SYNCTOOL_EXIT_CODE=1\n"))
  }

  @Test func `nothing in a .env file is run`() throws {
    let stage = try Self.stage("")
    try stage.file(".env", "SYNCTOOL_NOTIFY_COMMAND=echo >ran\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: stage.path(".env"))
    let end = try stage.expect(78)
    #expect(end.error.contains("SYNCTOOL_NOTIFY_COMMAND: is run, and nothing in a .env file is"))
    #expect(!FileManager.default.fileExists(atPath: stage.path("ran")))
  }
}
