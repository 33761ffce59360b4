import Foundation
import Testing

/// `--format json`, and what standard output and standard error hold.
struct ResultFormatTests {
  private static let keys: Set = [
    "command", "committed", "counts", "dryRun", "durationSeconds", "exitCode", "force",
    "planDigest", "runId", "schema", "source", "startedAt", "target",
  ]

  private static func stage(_ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(records)
    return stage
  }

  @Test func `the result is one object with sorted keys, and the same bytes each time`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    let ends = try (0..<2).map { _ in try stage.expect(0, "-n", "--format", "json") }
    let fixed = ends.map {
      $0.output.replacing(/"(durationSeconds|startedAt)":("[^"]*"|[0-9.]+)/, with: "")
    }
    #expect(fixed[0] == fixed[1])
    #expect(ends[0].output.hasSuffix("}\n") && ends[0].lines.count == 1)
    let names = ends[0].output.matches(of: /[{,]"(\w+)":/).map { String($0.1) }
    let top = names.filter(Self.keys.contains)
    #expect(top == top.sorted())
    let counts = names.filter { !Self.keys.contains($0) }
    #expect(
      counts == [
        "create", "differs", "duplicate", "excluded", "excludedRows", "failed", "orphan", "read",
        "rejected", "unchanged", "update",
      ])
  }

  @Test func `the object tells what was done`() throws {
    let stage = try Self.stage(TestRecord.many(3) + [TestRecord.client(9, "none")])
    let end = try stage.expect(3, "--format=json", "-f")
    let json = try end.json()
    #expect(Set(json.keys) == Self.keys)
    #expect(json["command"] as? String == "sync" && json["schema"] as? Int == 1)
    #expect(json["exitCode"] as? Int == 3 && json["runId"] is NSNull)
    #expect(json["committed"] as? Bool == true)
    #expect(json["dryRun"] as? Bool == false && json["force"] as? Bool == true)
    #expect(json["planDigest"] is NSNull, "it is there for dry runs and with --expect")
    #expect(json["source"] as? String == "clients.ndjson")
    let target = try #require(json["target"] as? String)
    #expect(target.hasPrefix("postgresql://127.0.0.1:") && target.hasSuffix(" public.clients"))
    let time = try #require(json["startedAt"] as? String)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(try end.counts() == ["read": 4, "create": 3, "rejected": 1])
    #expect(end.error == "")
  }

  @Test func `its digest is the one that expect takes`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    let dry = try stage.run("-n", "--format", "json").json()
    let digest = try #require(dry["planDigest"] as? String)
    let done = try stage.expect(0, "--format", "json", "--expect", digest).json()
    #expect(done["planDigest"] as? String == digest)
  }

  private static let failures: [(arguments: [String], status: Int, stage: String)] = [
    (["--source", "missing.bson"], 69, "source"), (["--max-creates", "0"], 4, "plan"),
    (["--report", "none/x.csv"], 78, "report"),
    (["--expect", String(repeating: "a", count: 32)], 5, "plan"),
    (["--wait", "x"], 64, "arguments"),
    (["--only", "x"], 64, "arguments"), (["--env-file", "bad.env"], 78, "settings"),
  ]

  @Test(arguments: failures)
  func `a failure is a part of the object`(
    arguments: [String], status: Int, stage name: String
  ) throws {
    let stage = try Self.stage(TestRecord.many(3))
    try stage.file("bad.env", "no assignment\n")
    let end = try stage.start(["--format", "json"] + arguments).end()
    #expect(end.status == Int32(status), "\(end.everything)")
    let json = try end.json()
    #expect(json["exitCode"] as? Int == status && json["command"] as? String == "sync")
    let error = try #require(json["error"] as? [String: String])
    #expect(Set(error.keys) == ["hint", "message", "stage"])
    #expect(error["stage"] == name)
    #expect(end.error.contains("synctool: error: "))
  }

  @Test func `a dry run with an unreachable target still gives an object`() throws {
    let stage = try Self.stage(TestRecord.many(1))
    stage.environment["DATABASE_URL"] = "postgresql://u:hunter2@127.0.0.1:1/app"
    let end = try stage.expect(69, "-n", "--format", "json")
    #expect((try end.json()["error"] as? [String: String])?["stage"] == "target")
    #expect(!end.everything.contains("hunter2"))
  }

  @Test(arguments: [["-n"], ["-n", "--format", "json"], ["check"], ["version"], ["help", "sync"]])
  func `a result that cannot be written is a failure`(arguments: [String]) throws {
    let stage = try Self.stage(TestRecord.many(1))
    let end = try stage.start(arguments, output: .path("/dev/full")).end()
    #expect(end.status == 1, "\(end.everything)")
    #expect(end.error.contains("cannot write the result to standard output: no space left"))
  }

  @Test func `control and direction characters of data reach no terminal`() throws {
    let stage = try Self.stage([
      TestRecord.client(1, "a@x.test", name: #"\u001b]0;owned\u0007\u202egnp"#),
      #"{"_id":"\u001b[2J\u2066","email":"bad\u0001@x.test","name":"x"}"#,
    ])
    for arguments in [["-n"], ["-v"], ["--format", "json"], ["--report", "r.csv"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 3, "\(end.everything)")
      let hidden = end.everything.unicodeScalars.filter {
        $0 != "\n" && ["Cc", "Cf"].contains(Self.category($0))
      }
      #expect(hidden.isEmpty, "\(arguments): \(end.output.debugDescription)")
    }
  }

  private static func category(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control: "Cc"
    case .format: "Cf"
    default: ""
    }
  }
}
