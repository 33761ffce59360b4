import Foundation
import Glibc
import Testing

/// Two runs over the same rows with different sources.
struct PairTests {
  private static let count = 400

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    for name in ["first", "second"] {
      try stage.file("\(name).bson", TestBSON.clients(count, name: name).flatMap { $0 })
    }
    return stage
  }

  private static func start(_ stage: ProcessStage, _ more: [String]) throws -> [ToolProcess] {
    // Opposite orders, were there no order of locking, would deadlock.
    try ["first", "second"].map { try stage.start(["--force", "--source", "\($0).bson"] + more) }
  }

  private static func names(_ stage: ProcessStage) throws -> [String] {
    try stage.database.rows("SELECT name, count(*)::text FROM public.clients GROUP BY 1")
  }

  @Test func `of two runs at once each writes all of its source or is told of the other`() throws {
    let stage = try Self.stage()
    for _ in 0..<6 {
      let ends = try Self.start(stage, []).map { try $0.end(within: 30) }
      let done = zip(["first", "second"], ends).filter { $1.status == 0 }.map(\.0)
      #expect(ends.allSatisfy { [0, 11].contains($0.status) } && !done.isEmpty)
      let names = try Self.names(stage)
      #expect(names.count == 1 && done.contains { names == ["\($0)|\(Self.count)"] }, "\(names)")
    }
  }

  @Test func `two runs that wait for each other come one after the other`() throws {
    let stage = try Self.stage()
    for round in 0..<4 {
      let ends = try Self.start(stage, ["--wait", "30"]).map { try $0.end(within: 40) }
      #expect(ends.map(\.status) == [0, 0], "\(ends.map(\.everything))")
      let counts = try ends.map { try $0.counts() }
      #expect(counts.allSatisfy { $0["read"] == Self.count && $0["failed"] == nil })
      let names = try Self.names(stage)
      #expect(names.count == 1 && names[0].hasSuffix("|\(Self.count)"), "\(names)")
      if round == 0 {
        #expect(counts.compactMap { $0["create"] } == [Self.count], "\(counts)")
      }
    }
  }

  @Test func `a killed run hands the lock on`() throws {
    let stage = try Self.stage()
    let (killed, waiting) = try stage.database.holding(
      "LOCK TABLE public.clients IN SHARE MODE"
    ) {
      let first = try stage.start(["--source", "first.bson"])
      try stage.database.waitForLock()
      let second = try stage.start(["--source", "second.bson", "--wait", "30"])
      first.signal(SIGKILL)
      return (try first.end(), second)
    }
    #expect(killed.status == -SIGKILL)
    let end = try waiting.end(within: 40)
    #expect(end.status == 0, "\(end.everything)")
    #expect(try Self.names(stage) == ["second|\(Self.count)"])
  }
}
