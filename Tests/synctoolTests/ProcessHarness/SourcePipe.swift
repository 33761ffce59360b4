import Glibc
import Testing

/// A pipe from which a tool reads its source, at the test's pace; its owner calls `end`.
final class SourcePipe {
  private let reader: Int32
  private let writer: Int32
  private var hasEnded = false

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    // Else a tool would keep its own source open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reader, writer) = (ends[0], ends[1])
    signal(SIGPIPE, SIG_IGN)
  }

  deinit { end() }

  /// Starts the one tool that reads here. A tool that ends early leaves nobody waiting for a reader.
  func start(
    _ stage: ProcessStage, _ arguments: [String] = [], output: ToolProcess.Output = .captured
  ) throws -> ToolProcess {
    defer { close(reader) }
    return try stage.start(
      ["--source", "-"] + arguments, input: .descriptor(reader), output: output)
  }

  /// Waits for the tool when it is more than a pipe holds.
  func write(_ text: String) {
    _ = text.withCString { Glibc.write(writer, $0, strlen($0)) }
  }

  /// The end of the source.
  func end() {
    if !hasEnded { close(writer) }
    hasEnded = true
  }
}
