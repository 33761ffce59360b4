import Foundation
import Glibc
import TestSupport
import Testing

/// A PostgreSQL that falls silent at COMMIT, and a deadline.
struct DeadlineCommitTests {
  private static let commit = LostCommitTests.commit
  private static let deadline = 6.0
  private static var options: [String] { ["--deadline", "\(Int(deadline))"] }

  /// What is silent, and how the run must end.
  private static let fates: [(fault: Fault, status: Int32)] = [
    (Fault(.stall, .answering(commit), forEver: true), 6),
    (Fault(.stall, .sending(commit), forEver: true), 6),
    // Another connection is answered: the rows are there, or the transaction is still open.
    (Fault(.stall, .answering(commit)), 0), (Fault(.stall, .sending(commit)), 6),
  ]

  @Test func `a silent COMMIT is left at the deadline with what is known of it`() async {
    await FaultLoop(name: "PostgreSQL: silence at COMMIT and a deadline").run(
      Self.fates, makeRig: { try FaultRig() }
    ) { fate, rig in
      try rig.reset()
      let proxy = try FaultProxy(to: TestServer.port(), fate.fault)
      let end = try rig.run(port: proxy.port, Self.options)
      guard proxy.hasStruck else { return ["the fault did not strike: \(end.everything)"] }
      return Self.broken(end, fate.status)
        + (try Invariants(side: .target, allowed: [fate.status], limit: 12).broken(rig, end))
    }
  }

  private static func broken(_ end: ToolEnd, _ status: Int32) -> [String] {
    var broken: [String] = []
    if end.status != status { broken.append("exit code \(end.status)") }
    if end.seconds > deadline + 4 { broken.append("it took \(end.seconds) s") }
    if status == 6, !end.error.contains("hint: run again with --dry-run: it shows") {
      broken.append("the hint is another")
    }
    return broken.map { "\($0)\n\(end.everything)" }
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `a signal during COMMIT does not take the deadline away`(signal: Int32) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    let proxy = try FaultProxy(
      to: TestServer.port(), Fault(.stall, .answering(Self.commit), forEver: true))
    stage.environment["DATABASE_URL"] =
      try TestServer.url(database: stage.database.name, port: proxy.port)
      + "?sslmode=disable&gssencmode=disable"
    let tool = try stage.start(Self.options)
    for _ in 0..<300 where !proxy.hasStruck { usleep(20_000) }
    try #require(proxy.hasStruck)
    tool.signal(signal)
    let end = try tool.end(within: 30)
    #expect(Self.broken(end, 6) == [])
  }

  /// Commands with a COMMIT of the journal's, the texts by which it is known, and the exit code.
  private static let journal: [(arguments: [String], texts: [String], status: Int32)] = [
    (["init"], ["CREATE SCHEMA synctool", "COMMIT\0"], 6),
    (["init", "--remove", "--force"], ["DROP SCHEMA synctool", "COMMIT\0"], 6),
    (["history", "--prune", "--keep", "0s"], ["DELETE FROM synctool.runs", "COMMIT\0"], 6),
    (["undo", "last"], ["IN EXCLUSIVE MODE", "COMMIT\0"], 6),
    // Only the journal's row of the run is in doubt, not the target.
    (["--force"], ["INSERT INTO synctool.runs", "COMMIT\0"], 124),
  ]

  @Test(arguments: journal)
  func `each command that writes is left at the deadline`(
    arguments: [String], texts: [String], status: Int32
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    if arguments != ["init"] {
      try stage.expect(0, "init")
      try stage.expect(0)
    }
    let proxy = try FaultProxy(
      to: TestServer.port(), Fault(.stall, .answering(texts), forEver: true))
    let url =
      try TestServer.url(database: stage.database.name, port: proxy.port)
      + "?sslmode=disable&gssencmode=disable"
    let end = try stage.start(arguments + Self.options, ["DATABASE_URL": url]).end(within: 40)
    #expect(proxy.hasStruck, "\(end.everything)")
    #expect(Self.broken(end, status) == [])
  }
}
