import Foundation
import Glibc
import Testing

/// Signals at many moments of a run that nothing holds up.
struct SignalTests {
  private static let count = 2000

  private static func stage(_ count: Int = count) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.file("clients.bson", TestBSON.clients(count).flatMap { $0 })
    stage.environment["SYNCTOOL_SOURCE"] = "clients.bson"
    return stage
  }

  /// Seconds that an undisturbed run takes.
  private static func duration(_ stage: ProcessStage) throws -> Double {
    let end = try stage.expect(0)
    try stage.database.run("TRUNCATE public.clients")
    return end.seconds
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGKILL])
  func `at whatever moment a signal comes, all is written or nothing`(number: Int32) throws {
    let stage = try Self.stage()
    let whole = try Self.duration(stage)
    let moments = 10
    for moment in 0..<moments {
      let tool = try stage.start(["--report", "run.ndjson"])
      usleep(UInt32(whole * 1.1 / Double(moments) * Double(moment) * 1e6))
      tool.signal(number)
      let end = try tool.end(within: 20)
      try stage.database.waitForSessionsToEnd()
      let rows = try stage.database.count()
      let report = FileManager.default.fileExists(atPath: stage.path("run.ndjson"))
      switch end.status {
      case 0:
        #expect(rows == Self.count && report, "\(end.everything)")
        #expect(try end.counts() == ["read": Self.count, "create": Self.count])
      case number + 128:
        #expect(rows == 0 && !report, "\(end.everything)")
        #expect(end.error.contains("synctool: error: "))
      default:
        // Before the tool is there to catch it, or when nothing can.
        #expect(end.status == -number, "\(end.everything)")
        #expect(rows == 0 || rows == Self.count && number == SIGKILL)
      }
      let again = try stage.expect(0).counts()
      #expect(again["create"] ?? 0 == Self.count - rows, "\(again)")
      try stage.database.run("TRUNCATE public.clients")
      try? FileManager.default.removeItem(atPath: stage.path("run.ndjson"))
    }
    let hidden = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path)
      .filter { $0.hasPrefix(".synctool-") }
    // Only a kill may leave the unnamed file of a report behind.
    #expect(hidden.isEmpty || number == SIGKILL, "\(hidden)")
  }

  @Test func `a stopped run goes on when it is continued, and keeps its lock meanwhile`() throws {
    let stage = try Self.stage()
    let tool = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start(["--deadline", "50"])
      try stage.database.waitForLock()
      tool.signal(SIGSTOP)
      return tool
    }
    try stage.expect(11)
    tool.signal(SIGCONT)
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": Self.count, "create": Self.count])
    #expect(try stage.database.count() == Self.count)
  }

  @Test func `a run that was stopped and then asked to end ends in order once continued`() throws {
    let stage = try Self.stage()
    let end = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      tool.signal(SIGSTOP)
      tool.signal(SIGTERM)
      tool.signal(SIGCONT)
      return try tool.end(within: 20)
    }
    #expect(end.status == 143, "\(end.everything)")
    #expect(end.error.contains("stopped by SIGTERM"))
    try stage.database.waitForSessionsToEnd()
    #expect(try stage.database.count() == 0)
    try stage.expect(0)
  }

  @Test(arguments: ["HUP", "INT", "TERM"])
  func `a signal that the parent has us ignore, as nohup does, stays ignored`(
    name: String
  ) throws {
    let stage = try Self.stage(3)
    let end = try stage.shell(
      "trap '' \(name); exec 3< <(sleep 0.5; cat clients.bson); \"$0\" --source - <&3 & "
        + "sleep 0.2; kill -\(name) $!; wait $!")
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": 3, "create": 3])
  }

  @Test(arguments: [SIGPIPE, SIGXFSZ, SIGWINCH, SIGCHLD, SIGURG])
  func `signals that mean nothing to a run change nothing`(number: Int32) throws {
    let stage = try Self.stage(3)
    let tool = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      for _ in 0..<3 { tool.signal(number) }
      return tool
    }
    let end = try tool.end()
    #expect(end.status == 0 && end.error == "", "\(end.everything)")
    #expect(try stage.database.count() == 3)
  }
}
