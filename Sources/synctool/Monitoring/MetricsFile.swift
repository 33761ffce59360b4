internal import Basics
internal import Glibc

/// The file of `--metrics`, replaced as a whole: a concurrent reader sees the old or the new one.
///
/// It holds numbers and no data of clients, and node_exporter runs as another user: so, unlike a
/// report, everybody can read it unless the umask forbids it. A link in its place is replaced.
struct MetricsFile {
  /// A metrics file of ours has a few kilobytes; anything longer is not ours.
  private static let limit = 1 << 20
  /// Seconds to wait for another run that is replacing the file.
  private static let patience = 1.0
  /// Readable by others too, unless the umask forbids it.
  private static let mode: UInt32 = 0o644

  let path: String

  /// Why no file can be created at this path; nil when one can.
  func refusal() -> SyncFailure? {
    do throws(SystemFault) {
      _ = try AtomicFile(path: path, mode: Self.mode)
      return nil
    } catch {
      return failure(
        .unfit, error,
        hint: "name a file in a directory that exists and can be written to; nothing was written")
    }
  }

  /// Replaces the file's present text with what `render` makes of it, and returns why that failed; nil when it did not.
  func replace(_ render: (String) -> String) -> SyncFailure? {
    do throws(SystemFault) {
      var file = try AtomicFile(path: path, mode: Self.mode)
      Self.takeTurn(file.directory)
      let present = file.present(limit: Self.limit)
        .flatMap { String(validating: $0, as: UTF8.self) }
      try file.write(Array(render(present ?? "").utf8))
      try file.settle()
      try file.finish()
      return nil
    } catch {
      return failure(
        .failed, error, hint: "check the file system, or write the --metrics elsewhere")
    }
  }

  private func failure(_ code: ExitCode, _ fault: SystemFault, hint: String) -> SyncFailure {
    SyncFailure(
      code, .metrics, "cannot write the metrics file \(SafeText.escape(path)): \(fault.words)",
      hint: hint)
  }

  /// Waits until no other run is between reading and replacing a file here, but not for one that takes
  /// long. The lock ends with the descriptor.
  private static func takeTurn(_ folder: Int32) {
    let end = Clock.monotonic() + patience
    while flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, Clock.monotonic() < end {
      usleep(10_000)
    }
  }
}
