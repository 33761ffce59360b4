import Basics
import SyncCore
import TestSupport
import Testing

/// Signals and the deadline, at each place where a run may wait.
struct StoppedRunTests {
  @Test(
    arguments: StalledRun.Place.allCases,
    [ExitCode.interrupted, .terminated, .hangUp, .deadline])
  func `a run that waits ends in order and leaves the table as it was`(
    place: StalledRun.Place, code: ExitCode
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let before = try stage.database.fingerprint()
    let end = try StalledRun.end(stage, at: place, by: code)
    #expect(end.status == code.rawValue, "\(end.everything)")
    #expect(end.seconds < 4, "it took \(end.seconds) s")
    let word = code == .deadline ? "--deadline" : "SIG"
    #expect(end.error.contains("stopped by \(word)"), "\(end.error)")
    #expect(end.error.contains("synctool: error: "))
    #expect(try stage.database.fingerprint() == before)
    try stage.database.waitForSessionsToEnd()
    try stage.expect(0)
  }

  @Test func `a second signal ends the process at once`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
    let tool = try stage.start(["--source", peer.uri])
    try peer.waitFor("getMore")
    tool.signal(2)
    tool.signal(2)
    let end = try tool.end(within: 5)
    #expect(end.status == 130, "\(end.everything)")
    #expect(end.seconds < 4)
    #expect(try stage.database.count() == 0)
  }

  @Test func `a kill leaves the state before, and the next run does the job`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(50))
    let end = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start(["--report", "run.ndjson"])
      try stage.database.waitForLock()
      tool.signal(9)
      return try tool.end()
    }
    #expect(end.status == -9)
    #expect(try stage.database.count() == 0)
    try stage.database.waitForSessionsToEnd()
    #expect(try stage.expect(0).counts() == ["read": 50, "create": 50])
  }

  @Test(arguments: ["0", "-1", "soon", "1e999"])
  func `a deadline that is none is refused`(value: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(64, "--deadline=\(value)")
    #expect(end.error.contains("--deadline: must be a number of seconds, above 0"))
  }

  @Test func `a deadline that is not reached changes nothing`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "--deadline", "60")
  }
}
