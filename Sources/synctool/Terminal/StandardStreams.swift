internal import Basics

/// Standard output for the result, standard error for progress and faults.
///
/// A class, because the closures of a run share it; one thread. The caller must ignore SIGPIPE.
final class StandardStreams {
  private var output: DescriptorStream
  private var error: DescriptorStream
  /// Where log lines go, and in which form.
  var log = LogSink()
  private var showsProgress = false

  /// The descriptors are parameters only for tests.
  init(output: Int32 = 1, error: Int32 = 2) {
    // On a terminal people read along; elsewhere 64 KiB per write are enough.
    let capacity = TerminalFacts.isTerminal(output) ? 0 : 64 * 1024
    self.output = DescriptorStream(descriptor: output, capacity: capacity)
    self.error = DescriptorStream(descriptor: error, capacity: 0)
  }

  /// Adds a part of the result; failures show at `finish()`.
  func write(_ text: String) {
    guard !text.isEmpty else { return }
    clearProgress()
    output.write(text)
  }

  /// Writes a line where the log goes.
  func say(_ line: LogLine) {
    let text = log.take(line)
    if !text.isEmpty { say(text) }
  }

  /// Writes to standard error, after what is still buffered of the result.
  func say(_ text: String) {
    guard !text.isEmpty else { return }
    clearProgress()
    output.flush()
    error.write(text)
  }

  /// Replaces the present progress line.
  func showProgress(_ line: String) {
    error.write("\r\u{1B}[K" + line)
    showsProgress = true
  }

  /// Removes the progress line from the terminal, if there is one.
  func clearProgress() {
    guard showsProgress else { return }
    error.write("\r\u{1B}[K")
    showsProgress = false
  }

  /// Writes what is buffered; a result that could not be written whole is a failure.
  func finish() -> SyncFailure? {
    clearProgress()
    output.flush()
    return output.failure.map { code in
      SyncFailure(
        .failed, .output,
        "cannot write the result to standard output: \(SystemFault(code).words)",
        hint: "send standard output somewhere that takes all of it")
    }
  }
}
