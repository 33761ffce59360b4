import Foundation
import TestSupport
import Testing

/// COMMIT or its answer is lost, in every way that a connection can go.
struct LostCommitTests {
  /// The plan has a transaction of its own before the one that writes.
  static let commit = ["SHARE ROW EXCLUSIVE", "COMMIT\0"]

  /// How a run must end, and what it then says.
  private static let fates: [(fault: Fault, status: Int32, words: String)] = [
    (Fault(.cut, .answering(commit)), 0, "the list of changes was lost with the connection"),
    (Fault(.reset, .answering(commit)), 0, "the list of changes was lost with the connection"),
    (Fault(.cut, .sending(commit)), 69, "during COMMIT; nothing was committed"),
    (Fault(.reset, .sending(commit)), 69, "during COMMIT; nothing was committed"),
    (Fault(.cut, .answering(commit), forEver: true), 6, "run again with --dry-run"),
    (Fault(.reset, .answering(commit), forEver: true), 6, "run again with --dry-run"),
    (Fault(.cut, .sending(commit), forEver: true), 6, "run again with --dry-run"),
    (Fault(.reset, .sending(commit), forEver: true), 6, "run again with --dry-run"),
  ]

  @Test func `a lost COMMIT is told as done, as not done, or as unknown`() async {
    await FaultLoop(name: "PostgreSQL: COMMIT or its answer lost").run(
      Self.fates, makeRig: { try FaultRig() }
    ) { fate, rig in
      try rig.reset()
      let proxy = try FaultProxy(to: TestServer.port(), fate.fault)
      let end = try rig.run(port: proxy.port, ["--report", "run.ndjson"])
      guard proxy.hasStruck else { return ["the fault did not strike"] }
      guard end.error.contains(fate.words) else { return ["it says: \(end.error)"] }
      return try Self.brokenReport(rig, isWhole: fate.status == 0)
        + Invariants(side: .target, allowed: [fate.status], limit: 25).broken(rig, end)
    }
  }

  /// The report is whole, or there is none; nothing is beside it. Takes the report away.
  private static func brokenReport(_ rig: FaultRig, isWhole: Bool) throws -> [String] {
    let files = FileManager.default
    let names = try files.contentsOfDirectory(atPath: rig.stage.folder.path).sorted()
    let wanted = ["clients.ndjson"] + (isWhole ? ["run.ndjson"] : [])
    if names != wanted { return ["these files are there: \(names)"] }
    guard isWhole else { return [] }
    let entries = try rig.stage.report("run.ndjson")
    let told = Dictionary(entries.map { ($0.action, 1) }, uniquingKeysWith: +)
    try files.removeItem(atPath: rig.stage.path("run.ndjson"))
    let listed = rig.counts.filter { !["read", "unchanged", "orphan"].contains($0.key) }
    return told == listed ? [] : ["the report tells of \(told)"]
  }

  /// The first relay takes COMMIT's answer away, the second says nothing when that is asked for.
  @Test func `a server that is silent about a lost COMMIT is asked anew, and left in the end`()
    async
  {
    await FaultLoop(name: "PostgreSQL: silence about a lost COMMIT").run(
      // For ever, five connections are waited for.
      FaultLoop.isTorture ? [false, true] : [false], makeRig: { try FaultRig() }
    ) { forEver, rig in
      let losing = try FaultProxy(to: TestServer.port(), Fault(.cut, .answering(Self.commit)))
      let silent = try FaultProxy(
        to: losing.port, Fault(.stall, .sending(["pg_xact_status"]), forEver: forEver))
      let end = try rig.run(port: silent.port, within: 120)
      guard losing.hasStruck, silent.hasStruck else { return ["the faults did not strike"] }
      return try Invariants(side: .target, allowed: [forEver ? 6 : 0], limit: forEver ? 90 : 30)
        .broken(rig, end)
    }
  }
}
