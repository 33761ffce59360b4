import Glibc
import Testing

/// A run that is ended at once when its changes are committed already.
struct CommittedEndTests {
  /// A pipe at `out` that takes 64 KiB and that nobody reads; the caller closes it.
  static func fifo(_ stage: ProcessStage) throws -> Int32 {
    try #require(mkfifo(stage.path("out"), 0o600) == 0)
    return open(stage.path("out"), O_RDWR)
  }

  @Test(arguments: [["--deadline", "4"], ["--deadline", "4", "--log-format", "json"]])
  func `a deadline that ends the list of a finished run does not call the target unchanged`(
    arguments: [String]
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3000))
    let pipe = try Self.fifo(stage)
    defer { close(pipe) }
    let end = try stage.start(["-v"] + arguments, output: .path(stage.path("out"))).end(within: 30)
    #expect(end.status == 1, "\(end.error)")
    #expect(
      end.error.contains("ended at once; the changes themselves are committed"), "\(end.error)")
    #expect(!end.error.contains("rolls back"))
    #expect(try stage.database.count() == 3000)
  }

  @Test func `the same end of a dry run is the deadline's`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3000))
    let pipe = try Self.fifo(stage)
    defer { close(pipe) }
    let end = try stage.start(
      ["-v", "-n", "--deadline", "4"], output: .path(stage.path("out"))
    ).end(within: 30)
    #expect(end.status == 124, "\(end.error)")
    #expect(try stage.database.count() == 0)
  }
}
