import Basics
import SyncCore
import TestSupport
import Testing

/// Every exit code of the contract is reached by a run. How each is meant stands in the tests of
/// its theme; here none can be forgotten.
struct ExitCodeTests {
  @Test(arguments: ExitCode.allCases)
  func `a run ends with each code`(code: ExitCode) throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('A', 'a@x.test');")
    try stage.source(TestRecord.many(2))
    let before = try stage.database.versions()
    let end = try Self.reach(code, stage)
    #expect(end.status == code.rawValue, "\(end.everything)")
    let after = try stage.database.versions()
    switch code {
    // Here the COMMIT that the tool could not learn of took place.
    case .done, .incomplete, .outcomeUnknown: #expect(after != before)
    default: #expect(after == before)
    }
    switch code {
    case .done, .changesPending, .incomplete: #expect(end.error == "")
    case .usage: #expect(end.error.contains("synctool: error: "))
    default:
      #expect(end.error.contains("synctool: error: "))
      #expect(end.error.contains("synctool: hint: ") || code.rawValue >= 124)
    }
  }

  private static func reach(_ code: ExitCode, _ stage: ProcessStage) throws -> ToolEnd {
    switch code {
    case .done: return try stage.run()
    case .failed:
      try stage.link("full.ndjson", to: "/dev/full")
      return try stage.run("--report", "full.ndjson")
    case .changesPending: return try stage.run("-n", "--detailed-exitcode")
    case .incomplete:
      try stage.source(TestRecord.many(2) + [TestRecord.client(9, "none")])
      return try stage.run()
    case .stopped: return try stage.run("--max-creates", "1")
    case .planMoved: return try stage.run("--expect", String(repeating: "a", count: 32))
    case .outcomeUnknown:
      let relay = try FaultProxy(
        to: TestServer.port(),
        Fault(.cut, .answering(["SHARE ROW EXCLUSIVE", "COMMIT\0"]), forEver: true))
      return try stage.run(
        with: ["DATABASE_URL": TestServer.url(database: stage.database.name, port: relay.port)])
    case .locked:
      return try stage.database.holdingRunLock { try stage.run() }
    case .usage: return try stage.run("--dryrun")
    case .unreachable:
      return try stage.run(with: ["DATABASE_URL": "postgresql://postgres@127.0.0.1:1/app"])
    case .refused:
      let role = try TestRole(stage.database, "")
      return try stage.run(with: ["DATABASE_URL": role.url])
    case .unfit: return try stage.run(with: ["SYNCTOOL_TABLE": "nothing"])
    case .deadline, .hangUp, .interrupted, .terminated:
      return try StalledRun.end(stage, by: code)
    }
  }
}
