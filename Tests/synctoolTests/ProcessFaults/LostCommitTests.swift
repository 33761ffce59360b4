import TestSupport
import Testing

/// COMMIT or its answer is lost, in every way that a connection can go.
struct LostCommitTests {
  /// The plan has a transaction of its own before the one that writes.
  private static let commit = ["SHARE ROW EXCLUSIVE", "COMMIT\0"]

  /// How a run must end, and what it then says.
  private static let fates: [(fault: Fault, status: Int32, words: String)] = [
    (Fault(.cut, .answering(commit)), 0, "the list of changes was lost with the connection"),
    (Fault(.reset, .answering(commit)), 0, "the list of changes was lost with the connection"),
    (Fault(.cut, .sending(commit)), 69, "during COMMIT, which did not take place"),
    (Fault(.reset, .sending(commit)), 69, "during COMMIT, which did not take place"),
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
      let end = try rig.run(port: proxy.port)
      guard proxy.hasStruck else { return ["the fault did not strike"] }
      guard end.error.contains(fate.words) else { return ["it says: \(end.error)"] }
      return try Invariants(side: .target, allowed: [fate.status], limit: 25).broken(rig, end)
    }
  }
}
