internal import Basics
internal import SyncCore

/// Standard output for the result, standard error for progress and faults.
///
/// A reference, because the closures of a run share it; one thread. The caller must ignore SIGPIPE.
final class StandardStreams {
  private var output: DescriptorStream
  private var error: DescriptorStream
  /// Where what is said goes, and in which form.
  var log = LogSink()
  private var showsProgress = false

  /// The descriptors are parameters for tests alone.
  init(output: Int32 = 1, error: Int32 = 2) {
    // On a terminal people read along; elsewhere 64 KiB a write is enough.
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

  /// Says something where the log's lines go.
  func say(_ line: LogLine) {
    let text = log.take(line)
    if !text.isEmpty { say(text) }
  }

  /// Says something on standard error, after what of the result is still waiting.
  func say(_ text: String) {
    guard !text.isEmpty else { return }
    clearProgress()
    output.flush()
    error.write(text)
  }

  /// Puts a progress line in place of the one that is there.
  func showProgress(_ line: String) {
    error.write("\r\u{1B}[K" + line)
    showsProgress = true
  }

  /// Shows how far the reading has come, where that is shown at all.
  func show(_ progress: ReadProgress, _ line: inout ProgressLine?) {
    if let text = line?.update(progress, now: Clock.monotonic()) { showProgress(text) }
  }

  /// Takes the progress line off the terminal, if there is one.
  func clearProgress() {
    guard showsProgress else { return }
    error.write("\r\u{1B}[K")
    showsProgress = false
  }

  /// Writes what is waiting; a result that could not be written whole is a failure.
  func finish() -> SyncFailure? {
    clearProgress()
    output.flush()
    return output.failure.map { code in
      SyncFailure(
        .failed, .output,
        "cannot write the result to standard output: \(SystemErrorText.describe(code))",
        hint: "send standard output to a place that takes all of it")
    }
  }
}
