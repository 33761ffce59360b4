import Foundation
import Testing

/// Standard streams that are closed, full, or whose reader goes away.
struct StreamTests {
  private static func stage(_ count: Int = 3) throws -> (ProcessStage, all: [String]) {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(count))
    try stage.expect(0)
    let all = try stage.clients()
    try stage.database.run("TRUNCATE public.clients")
    return (stage, all)
  }

  /// What is opened later must not land on a standard descriptor: output would flow into it.
  @Test(arguments: [
    (streams: "<&-", status: Int32(0)), (">&-", 1), ("2>&-", 0), ("<&- 2>&-", 0),
    ("<&- >&- 2>&-", 1), (">/dev/full 2>/dev/full", 1), ("2>/dev/full", 0),
  ])
  func `closed and full streams harm neither the rows nor the report`(
    streams: String, status: Int32
  ) throws {
    let (stage, all) = try Self.stage()
    // The debug lines on standard error would be the first to flow into the wrong place.
    let end = try stage.shell("exec \"$0\" \"$@\" \(streams)", ["-v", "--report", "run.ndjson"])
    #expect(end.status == status, "\(end.everything)")
    try stage.expectAllOrNothing(end, all: all, committed: true)
    #expect(try stage.report("run.ndjson").map(\.verdict) == ["create", "create", "create"])
    #expect(try stage.run("--force").counts() == ["read": 3, "unchanged": 3])
  }

  @Test(arguments: ["<&-", "<&- >&- 2>&-"])
  func `a source on closed standard input is a failure, not an empty source`(
    streams: String
  ) throws {
    let (stage, _) = try Self.stage()
    let end = try stage.shell(
      "exec \"$0\" \"$@\" \(streams)", ["--source", "-", "--allow-empty"])
    #expect(end.status == 1 || end.status == 69, "\(end.everything)")
    #expect(try stage.database.count() == 0)
  }

  @Test func `a reader that leaves after the first line takes only the telling`() throws {
    let (stage, all) = try Self.stage(4000)
    let end = try stage.shell("\"$0\" -v | head -1; exit ${PIPESTATUS[0]}")
    #expect(end.status == 1, "\(end.everything)")
    #expect(end.lines.count == 1)
    #expect(end.error.contains("cannot write the result to standard output: the reader is gone"))
    try stage.expectAllOrNothing(end, all: all, committed: true)
  }

  @Test(arguments: [(more: "-q", code: "0"), ("--max-creates=1", "4"), ("", "3")])
  func `a result that gets lost is told with what the run came to`(
    more: String, code: String
  ) throws {
    let (stage, _) = try Self.stage()
    if code == "3" { try stage.source(TestRecord.many(2) + [TestRecord.client(9, "none")]) }
    let end = try stage.shell("exec \"$0\" \(more) >/dev/full")
    switch code {
    // Nothing to print, nothing lost.
    case "0": #expect(end.status == 0 && end.error == "", "\(end.everything)")
    case "3":
      #expect(end.status == 1, "\(end.everything)")
      #expect(end.error.contains("only the reporting failed"))
      #expect(end.error.contains("with exit code 3\n"))
      #expect(try stage.database.count() == 2)
    default:
      #expect(end.status == 4, "\(end.everything)")
      #expect(!end.error.contains("only the reporting failed"))
      #expect(try stage.database.count() == 0)
    }
  }
}
