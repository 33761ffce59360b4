import Glibc
import Testing

/// `--quiet`, `--verbose`, `--color` and `--no-progress`, run as processes.
struct LoudnessTests {
  private static func stage(_ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(records)
    return stage
  }

  @Test func `a quiet run prints nothing when all is well`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    for option in ["-q", "--quiet"] {
      let end = try stage.expect(0, option)
      #expect(end.output == "" && end.error == "")
    }
  }

  @Test func `a quiet run prints problems`() throws {
    let stage = try Self.stage(
      TestRecord.many(3) + [TestRecord.client(9, "none"), TestRecord.client(8, "client1@x.test")])
    let end = try stage.expect(3, "-q", "-n")
    #expect(end.lines.count == 1 && end.output.hasPrefix("! rejected"), "\(end.output)")
    let unresolved = try stage.expect(3, "-q", "--on-duplicate", "skip")
    #expect(unresolved.lines.count == 3)
    let failed = try stage.expect(69, "-q", "--source", "none.bson")
    #expect(failed.output == "" && failed.error.hasPrefix("synctool: error: "))
  }

  @Test func `a long plan is cut with a count unless verbose`() throws {
    let stage = try Self.stage(TestRecord.many(25))
    let short = try stage.expect(0, "-n")
    #expect(short.lines.filter { $0.hasPrefix("+ create") }.count == 20)
    #expect(short.lines.contains { $0.hasPrefix("… and 5 more create") })
    for option in ["-v", "--verbose"] {
      let long = try stage.expect(0, "-n", option)
      #expect(long.lines.filter { $0.hasPrefix("+ create") }.count == 25)
      #expect(!long.output.contains("more create"))
    }
  }

  @Test func `quiet and verbose exclude each other`() throws {
    let stage = try Self.stage(TestRecord.many(1))
    let end = try stage.expect(64, "-qv")
    #expect(end.error.contains("cannot be used together"))
  }

  private static let colors:
    [(option: String?, variables: [String: String], terminal: Bool, isColored: Bool)] = [
      (nil, [:], false, false), ("auto", [:], false, false), ("always", [:], false, true),
      ("always", ["NO_COLOR": "1"], false, true), ("never", ["TERM": "xterm"], true, false),
      (nil, ["TERM": "xterm"], true, true), ("auto", ["TERM": "xterm"], true, true),
      (nil, ["TERM": "dumb"], true, false), (nil, ["TERM": "xterm", "NO_COLOR": "1"], true, false),
      (nil, ["TERM": "xterm", "NO_COLOR": ""], true, true),
    ]

  @Test(arguments: colors)
  func `colours are for terminals, or as asked for`(
    option: String?, variables: [String: String], terminal: Bool, isColored: Bool
  ) throws {
    let stage = try Self.stage(TestRecord.many(1))
    let arguments = ["-n", "--no-progress"] + (option.map { ["--color", $0] } ?? [])
    let end = try stage.start(
      arguments, variables, output: terminal ? .terminal : .captured
    ).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(end.output.contains("\u{1B}[32m+ create\u{1B}[0m") == isColored)
    #expect(end.output.contains("\u{1B}") == isColored)
  }

  @Test(arguments: [(nil, false), ("auto", false), ("always", true)])
  func `NO_COLOR counts in the .env file as in the environment`(
    option: String?, isColored: Bool
  ) throws {
    let stage = try Self.stage(TestRecord.many(1))
    let arguments = ["-n", "--no-progress"] + (option.map { ["--color", $0] } ?? [])
    let terminal = ["TERM": "xterm"]
    let set = try stage.start(
      arguments, terminal.merging(["NO_COLOR": "1"]) { $1 }, output: .terminal
    ).end()
    #expect(set.output.contains("\u{1B}") == isColored, "\(set.everything)")
    try stage.file(".env", "NO_COLOR=1\n")
    let written = try stage.start(arguments, terminal, output: .terminal).end()
    #expect(written.status == 0, "\(written.everything)")
    #expect(written.output.contains("\u{1B}") == isColored, "\(written.everything)")
  }

  /// Feeds records slowly enough for progress to be shown.
  private static func slowRun(
    _ arguments: [String], _ output: ToolProcess.Output
  ) throws -> ToolEnd {
    let stage = try ProcessStage()
    let pipe = try SourcePipe()
    let tool = try pipe.start(stage, arguments, output: output)
    usleep(300_000)
    for _ in 0..<3 {
      for number in 0..<1100 {
        pipe.write(TestRecord.client(number, "client\(number)@x.test") + "\n")
      }
      usleep(150_000)
    }
    pipe.end()
    return try tool.end()
  }

  @Test func `progress is shown on a terminal and taken away at the end`() throws {
    let end = try Self.slowRun(["--dry-run"], .terminal)
    #expect(end.status == 0, "\(end.everything)")
    #expect(end.output.contains("\r\u{1B}[Kreading: "), "\(end.output.debugDescription)")
    let last = try #require(end.output.ranges(of: "\u{1B}[K").last)
    #expect(!end.output[last.upperBound...].contains("reading"))
  }

  @Test func `without a terminal, and when not wanted, there is no progress`() throws {
    let piped = try Self.slowRun(["--dry-run"], .captured)
    #expect(!piped.everything.contains("reading: "))
    for option in ["--no-progress", "--quiet"] {
      let end = try Self.slowRun(["--dry-run", option], .terminal)
      #expect(!end.output.contains("reading: "), "\(option)")
    }
  }
}
