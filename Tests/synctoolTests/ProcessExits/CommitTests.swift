import TestSupport
import Testing

/// A connection that is lost while COMMIT is under way.
struct CommitTests {
  /// The plan has a transaction of its own before the one that writes.
  private static let commit = ["SHARE ROW EXCLUSIVE", "COMMIT\0"]

  private static func run(
    _ moment: Fault.Moment, forEver: Bool = false
  ) throws -> (ProcessStage, ToolEnd) {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    let relay = try FaultProxy(
      to: TestServer.port(), Fault(.cut, moment, forEver: forEver))
    let url = try TestServer.url(database: stage.database.name, port: relay.port)
    let end = try stage.run("--report", "run.ndjson", with: ["DATABASE_URL": url])
    return (stage, end)
  }

  @Test func `a COMMIT whose answer is lost is asked for on a new connection`() throws {
    let (stage, end) = try Self.run(.answering(Self.commit))
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": 3, "create": 3])
    #expect(end.error.contains("the list of changes was lost with the connection"))
    #expect(try stage.report("run.ndjson").map(\.action) == ["create", "create", "create"])
    #expect(try stage.database.count() == 3)
  }

  @Test func `a COMMIT that never arrived is told as such`() throws {
    let (stage, end) = try Self.run(.sending(Self.commit))
    #expect(end.status == 69, "\(end.everything)")
    #expect(end.error.contains("during COMMIT, which did not take place"))
    #expect(try stage.database.count() == 0)
    #expect(throws: (any Error).self) { try stage.text("run.ndjson") }
  }

  @Test func `an outcome that cannot be learned is unknown`() throws {
    let (stage, end) = try Self.run(.answering(Self.commit), forEver: true)
    #expect(end.status == 6, "\(end.everything)")
    #expect(end.error.contains("its outcome is unknown"))
    #expect(end.error.contains("run again with --dry-run"))
    // What the operator then finds.
    #expect(try stage.run("--dry-run").counts() == ["read": 3, "unchanged": 3])
  }
}
