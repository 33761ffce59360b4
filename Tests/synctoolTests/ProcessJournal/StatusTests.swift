import Foundation
import Testing

/// `synctool status`: in step or not.
struct StatusTests {
  private static func stage(_ records: [String], _ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, more)
    try stage.source(records)
    return stage
  }

  private static let two = [
    TestRecord.client(1, "a@x.test"), TestRecord.client(2, "b@x.test"),
  ]

  @Test func `it says what a forced run would change, and changes nothing`() throws {
    let stage = try Self.stage(
      Self.two,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'a@x.test'), ('O', 'o@x.test');")
    try stage.expect(0, "init")
    let before = try stage.database.fingerprint()
    let end = try stage.expect(0, "status")
    #expect(end.lines.contains("OUT OF STEP: 1 to create, 1 to update"), "\(end.output)")
    let plan = try stage.expect(0, "--force", "--dry-run")
    #expect(try end.counts() == plan.counts())
    #expect(end.lines.contains("1 orphan: a row with no record in the source, never touched"))
    try stage.expect(2, "status", "--detailed-exitcode")
    #expect(try stage.database.fingerprint() == before)
    #expect(try stage.database.value("SELECT count(*) FROM synctool.runs") == "0")
    try stage.expect(0, "--force")
    let after = try stage.expect(0, "status", "--detailed-exitcode")
    #expect(after.lines.contains("in step"), "\(after.output)")
    #expect(after.lines.contains { $0.hasPrefix("last success: run 1, ") })
    #expect(after.lines.contains("last failure: none"))
  }

  @Test func `a list of clients in the environment does not narrow it`() throws {
    let stage = try Self.stage(Self.two)
    try stage.expect(0, "--only", "a@x.test")
    stage.environment["SYNCTOOL_ONLY"] = "a@x.test"
    let end = try stage.expect(2, "status", "--detailed-exitcode")
    #expect(end.lines.contains("OUT OF STEP: 1 to create"), "\(end.output)")
  }

  @Test func `the entries are there for who wants them`() throws {
    let stage = try Self.stage(Self.two)
    #expect(try stage.expect(0, "status").output.contains("+ create") == false)
    let lines = try stage.expect(0, "status", "-v").lines.filter { $0.hasPrefix("+ create") }
    #expect(try lines == stage.expect(0, "--dry-run").lines.filter { $0.hasPrefix("+ create") })
    #expect(lines.count == 2)
  }

  @Test func `records that no run writes are told, and end it with 3`() throws {
    let stage = try Self.stage([
      TestRecord.client(1, "a@x.test"), TestRecord.client(2, "broken"),
      TestRecord.client(3, "d@x.test"), TestRecord.client(4, "D@x.test"),
    ])
    try stage.expect(3, "--on-duplicate", "skip")
    let end = try stage.expect(3, "status", "--on-duplicate", "skip", "--detailed-exitcode")
    #expect(
      end.lines.contains("in step, but for records that no run writes: 1 rejected, 2 duplicate"),
      "\(end.output)")
    let both = try stage.expect(3, "status", "--detailed-exitcode")
    #expect(
      both.lines.contains(
        "OUT OF STEP: 1 to create; and there are records that no run writes: 1 rejected"),
      "\(both.output)")
    let quiet = try stage.expect(3, "status", "--on-duplicate", "skip", "-q")
    #expect(quiet.output.hasPrefix("in step, but for records"), "\(quiet.everything)")
  }

  @Test func `what --force may not change is no reason to run again`() throws {
    let stage = try Self.stage(
      [TestRecord.client(1, "a@x.test", #""protected":false"#)],
      "INSERT INTO public.clients (name, email, protected) VALUES ('Ann', 'a@x.test', true);")
    let end = try stage.expect(0, "status", "--detailed-exitcode")
    #expect(
      end.lines.contains(
        "in step, but for records that no run writes: 1 that differs and stays so"),
      "\(end.output)")
    // Cron would tell it with each run, for ever.
    let quiet = try stage.expect(0, "status", "-q")
    #expect(quiet.output == "" && quiet.error == "", "\(quiet.everything)")
    try stage.expect(2, "status", "--detailed-exitcode", "--allow-unprotect")
  }

  @Test func `it ends as the run would, and what the journal says is told all the same`() throws {
    let stage = try Self.stage(Self.two)
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.file("empty.ndjson", "")
    let empty = try stage.expect(4, "status", "--source", "empty.ndjson", "--detailed-exitcode")
    #expect(empty.lines.contains("UNKNOWN: whether the target is in step"), "\(empty.output)")
    #expect(empty.lines.contains { $0.hasPrefix("last success: run 1, ") })
    let allowed = try stage.expect(0, "status", "--source=empty.ndjson", "--allow-empty")
    #expect(allowed.lines.contains("in step"))
    let gone = try stage.expect(69, "status", "--source", "gone.bson")
    #expect(gone.lines.contains { $0.hasPrefix("last success: run 1, ") })
    let unreachable = try stage.expect(
      69, "status", "--max-age", "1d", with: ["DATABASE_URL": "postgresql://127.0.0.1:1/x"])
    #expect(unreachable.error.split(separator: "\n").filter { $0.contains("error:") }.count == 1)
    try stage.expect(78, "status", with: ["SYNCTOOL_TABLE": "nothing"])
    let role = try TestRole(stage.database, "")
    try stage.expect(77, "status", with: ["DATABASE_URL": role.url])
    // What is meant for one plan of a run alone does not disturb.
    let digest = String(repeating: "0", count: 32)
    try stage.expect(0, "status", with: ["SYNCTOOL_EXPECT": digest])
  }

  @Test func `without a journal it says so, and answers all but the age`() throws {
    let stage = try Self.stage(Self.two)
    try stage.expect(0)
    let end = try stage.expect(0, "status")
    #expect(
      end.lines.last?.hasPrefix(
        "journal: the target database keeps no journal; run synctool init") == true,
      "\(end.output)")
    #expect(try stage.expect(0, "status", "--format", "json").json()["journal"] is NSNull)
    let asked = try stage.expect(78, "status", "--max-age", "26h")
    #expect(asked.error.contains("hint: run synctool init"))
    #expect(asked.lines.contains("in step"))
  }

  /// A run of the journal, and how long ago it ended.
  struct Past: Sendable {
    var status = "done"
    var command = "sync"
    var ago = "1 hour"
    var options = "{}"
  }

  @Test(
    arguments: [
      ([], 1, "has no successful sync"),
      ([Past(ago: "25 hours")], 0, ""),
      ([Past(ago: "27 hours")], 1, "run 1, ended 1 d 3 h ago, longer ago than 1 d 2 h"),
      ([Past(status: "failed")], 1, "has no successful sync"),
      ([Past(status: "running")], 1, "has no successful sync"),
      ([Past(options: #"{"only": 1}"#)], 1, "has no successful sync"),
      ([Past(command: "fix")], 1, "has no successful sync"),
      ([Past(command: "undo")], 1, "has no successful sync"),
      (
        [Past(ago: "3 days"), Past(status: "failed")], 1,
        "run 1, ended 3 d ago, longer ago than 1 d 2 h"
      ),
    ] as [([Past], Int32, String)])
  func `the age of the last whole sync that did its job counts`(
    _ runs: [Past], _ status: Int32, _ words: String
  ) throws {
    let stage = try Self.stage([])
    try stage.expect(0, "init")
    for run in runs {
      try stage.database.addRun(
        status: run.status, command: run.command, endedAgo: run.ago, options: run.options)
    }
    let end = try stage.expect(status, "status", "--allow-empty", "--max-age", "26h")
    #expect(end.error.contains(words) || words.isEmpty, "\(end.everything)")
    #expect(end.error.isEmpty == (status == 0) && end.error.contains("--max-age") == (status != 0))
    let json = try stage.expect(
      status, "status", "--allow-empty", "--max-age", "26h", "--format", "json"
    ).json()
    #expect(json["exitCode"] as? Int == Int(status) && json["maxAgeSeconds"] as? Int == 93_600)
  }

  @Test func `a success too old comes before what is left to do`() throws {
    let stage = try Self.stage(Self.two + [TestRecord.client(3, "broken")])
    try stage.expect(0, "init")
    try stage.expect(3, "status", "--detailed-exitcode")
    try stage.expect(1, "status", "--detailed-exitcode", "--max-age", "1d")
    try stage.expect(3)
    try stage.expect(3, "status", "--detailed-exitcode", "--max-age", "1d")
  }

  @Test func `quiet says nothing when all is well, and what is not well otherwise`() throws {
    let stage = try Self.stage(Self.two)
    let out = try stage.expect(2, "status", "-q", "--detailed-exitcode")
    #expect(out.output == "OUT OF STEP: 2 to create\n")
    try stage.expect(0)
    let well = try stage.expect(0, "status", "-q", "--detailed-exitcode")
    #expect(well.output + well.error == "")
  }

  @Test func `a run under way is told, and one that was killed is the last failure`() throws {
    let stage = try Self.stage(Self.two)
    try stage.expect(0, "init")
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      let holder = try stage.database.value(
        """
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """)
      let end = try stage.expect(0, "status")
      let line = try #require(end.lines.first { $0.hasPrefix("in progress: run 1, sync by ") })
      #expect(line.contains(", PostgreSQL backend \(holder), since "), "\(end.output)")
      #expect(end.lines.contains("last failure: none"))
      let journal = try stage.expect(0, "status", "--format", "json").json()["journal"]
      let progress = try #require((journal as? [String: Any])?["inProgress"] as? [[String: Any]])
      #expect(progress.first?["backendPid"] as? Int == Int(holder))
      #expect(progress.first?["status"] as? String == "running")
      tool.signal(9)
      _ = try tool.end()
    }
    try stage.database.waitForSessionsToEnd()
    let end = try stage.expect(0, "status")
    #expect(!end.output.contains("in progress"))
    #expect(end.lines.last?.hasPrefix("last failure: run 1, ") == true, "\(end.output)")
    #expect(end.lines.last?.hasSuffix(" ago), crashed") == true)
  }

  @Test func `a program gets the same as one object`() throws {
    let stage = try Self.stage(Self.two)
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.expect(69, "--source", "gone.bson")
    try stage.source(Self.two + [TestRecord.client(3, "c@x.test")])
    let end = try stage.expect(2, "status", "--detailed-exitcode", "--format", "json")
    let result = try end.json()
    #expect(result["command"] as? String == "status" && result["schema"] as? Int == 1)
    #expect(result["inStep"] as? Bool == false && result["exitCode"] as? Int == 2)
    #expect(try end.counts() == ["read": 3, "create": 1, "unchanged": 2])
    let plan = try stage.expect(0, "--force", "--dry-run", "--format", "json").json()
    #expect(result["planDigest"] as? String == plan["planDigest"] as? String)
    let journal = try #require(result["journal"] as? [String: Any])
    #expect((journal["lastSuccess"] as? [String: Any])?["runId"] as? Int == 1)
    #expect((journal["lastFailure"] as? [String: Any])?["exitCode"] as? Int == 69)
    let age = try #require(journal["lastSuccessAgeSeconds"] as? Double)
    #expect(age >= 0 && age < 60)
    #expect((journal["inProgress"] as? [Any])?.isEmpty == true)
    let failed = try stage.expect(69, "status", "--source", "gone.bson", "--format", "json").json()
    #expect(failed["inStep"] is NSNull && failed["counts"] is NSNull)
    #expect((failed["error"] as? [String: String])?["stage"] == "source")
  }
}
