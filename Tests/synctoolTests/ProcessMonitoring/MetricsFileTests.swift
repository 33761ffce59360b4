import Basics
import Foundation
import Glibc
import SyncCore
import Testing

/// Where `--metrics` writes, and when: run as processes.
struct MetricsFileTests {
  private static func stage(_ path: String = "run.prom") throws -> ProcessStage {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_METRICS"] = path
    try stage.source(TestRecord.many(2))
    return stage
  }

  @Test(arguments: [("022", 0o644), ("077", 0o600)])
  func `others may read the file unless the umask forbids it, and nothing else is left behind`(
    umask: String, mode: Int
  ) throws {
    let stage = try Self.stage()
    let end = try Tool.run(
      "/bin/sh", ["-c", "umask \(umask); exec \"$1\"", "sh", Tool.path],
      environment: stage.environment, folder: stage.folder)
    #expect(end.status == 0, "\(end.error)")
    let facts = try FileManager.default.attributesOfItem(atPath: stage.path("run.prom"))
    #expect(facts[.posixPermissions] as? Int == mode)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: stage.folder.path).sorted()
        == ["clients.ndjson", "run.prom"])
  }

  @Test func `a link in the file's place is replaced, neither written through nor read`() throws {
    let stage = try Self.stage()
    let success = #"{command="sync",table="public.clients",scope="full"} 5"#
    let victim = "synctool_last_success_timestamp_seconds\(success)\n"
    try stage.file("victim", victim)
    try stage.link("run.prom", to: "victim")
    try stage.expect(69, with: ["SYNCTOOL_SOURCE": "missing.bson"])
    #expect(try stage.text("victim") == victim)
    let facts = try FileManager.default.attributesOfItem(atPath: stage.path("run.prom"))
    #expect(facts[.type] as? FileAttributeType == .typeRegular)
    #expect(try MetricsText(stage).value("last_success_timestamp_seconds") == nil)
  }

  private static let unusable: [(path: String, status: Int32, words: String)] = [
    ("none/run.prom", 78, "no such file or directory"), ("folder.prom", 78, "it is a directory"),
    ("/proc/run.prom", 78, "cannot write the metrics file"), ("run.txt", 78, "must end in .prom"),
    ("clients.ndjson/run.prom", 78, "it is not a directory"), (".prom", 78, "must end in .prom"),
  ]

  @Test(arguments: unusable)
  func `a place that takes no metrics ends the run before it begins`(
    path: String, status: Int32, words: String
  ) throws {
    let stage = try Self.stage(path)
    let folder = stage.folder.appendingPathComponent("folder.prom")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let end = try stage.expect(status, "--format", "json")
    #expect(end.error.contains(words), "\(end.error)")
    #expect(end.error.split(separator: "\n").filter { $0.contains("error: ") }.count == 1)
    #expect(try end.json()["exitCode"] as? Int == Int(status))
    #expect(try stage.database.count() == 0)
  }

  /// Runs from a pipe, and does something once the run has begun and before it reads.
  private static func run(
    _ stage: ProcessStage, _ arguments: [String] = [], _ records: [String],
    _ body: () throws -> Void
  ) throws -> ToolEnd {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let tool = try stage.start(["--source", "-"] + arguments, input: .descriptor(ends[0]))
    close(ends[0])
    while try stage.database.value(
      """
      SELECT count(*)::text FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """) == "0"
    { usleep(5000) }
    try body()
    for record in records { _ = (record + "\n").withCString { write(ends[1], $0, strlen($0)) } }
    close(ends[1])
    return try tool.end()
  }

  @Test(arguments: ["text", "json"])
  func `metrics that are lost at the end turn success into failure, and the changes stay`(
    format: String
  ) throws {
    let stage = try Self.stage("folder/run.prom")
    let folder = stage.folder.appendingPathComponent("folder")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let end = try Self.run(stage, ["--format", format], TestRecord.many(2)) {
      try FileManager.default.removeItem(at: folder)
    }
    #expect(end.status == 1, "\(end.everything)")
    #expect(end.error.contains("cannot write the metrics file folder/run.prom: no such file"))
    #expect(end.error.contains("the changes themselves are committed"))
    #expect(try stage.database.count() == 2)
    if format == "json" {
      let error = try #require(try end.json()["error"] as? [String: String])
      #expect(try end.json()["exitCode"] as? Int == 1 && error["stage"] == "metrics")
    } else {
      #expect(end.lines.contains("the plan was carried out"))
    }
  }

  @Test func `a run that fails anyway keeps its own exit code when the metrics are lost`() throws {
    let stage = try Self.stage("folder/run.prom")
    let folder = stage.folder.appendingPathComponent("folder")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let end = try Self.run(stage, [], []) { try FileManager.default.removeItem(at: folder) }
    #expect(end.status == 4, "an empty source: \(end.everything)")
    #expect(end.error.contains("cannot write the metrics file"))
  }

  @Test func `a result that cannot be written is no success in the metrics either`() throws {
    let stage = try Self.stage()
    try stage.expect(0)
    let success = try MetricsText(stage).value("last_success_timestamp_seconds")
    try stage.expect(1, output: .path("/dev/full"))
    let metrics = try MetricsText(stage)
    #expect(try metrics.value("last_run_exit_code") == 1)
    #expect(try success != nil && metrics.value("last_success_timestamp_seconds") == success)
  }

  @Test(arguments: [ExitCode.interrupted, .terminated, .hangUp, .deadline])
  func `a run that is stopped tells so`(code: ExitCode) throws {
    let stage = try Self.stage()
    let end = try StalledRun.end(stage, by: code)
    #expect(end.status == code.rawValue, "\(end.everything)")
    #expect(try MetricsText(stage).value("last_run_exit_code") == Double(code.rawValue))
  }

  @Test func `faults of other settings are told, those of the option itself cannot be`() throws {
    let stage = try Self.stage()
    try stage.expect(64, "--wait", "long")
    #expect(try MetricsText(stage).value("last_run_exit_code") == 64)
    try stage.expect(64, "--wait", "long", "--dry-run")
    #expect(try MetricsText(stage).value("last_run_exit_code", scope: "dry-run") == 64)
    try stage.expect(64, "--wait", "long", "--metrics", "run.txt")
    #expect(!FileManager.default.fileExists(atPath: stage.path("run.txt")))
  }

  @Test(arguments: ["check", "init"])
  func `a command without the option writes none`(command: String) throws {
    let stage = try Self.stage()
    try stage.expect(0, command)
    #expect(!FileManager.default.fileExists(atPath: stage.path("run.prom")))
  }
}
