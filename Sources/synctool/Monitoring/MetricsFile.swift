internal import Basics
internal import Glibc
internal import SyncCore

/// The file of `--metrics`, replaced as a whole: who reads it meanwhile sees the old or the new one.
///
/// It holds numbers and no data of clients, and node_exporter runs as another user: so, unlike a
/// report, it can be read by all unless the umask forbids it. A link in its place is replaced.
struct MetricsFile {
  /// A metrics file of ours has a few kilobytes; what is longer is no such file.
  private static let limit = 1 << 20
  /// Seconds to wait for another run that is replacing the file.
  private static let patience = 1.0
  /// Read by others too, unless the umask forbids it.
  private static let mode: UInt32 = 0o644

  let path: String

  /// Throws `.unfit` when no file can be made at this place.
  func check() throws(SyncFailure) {
    do throws(SystemFault) {
      _ = try AtomicFile(path: path, mode: Self.mode)
    } catch {
      throw SyncFailure(
        .unfit, .metrics,
        "cannot write the metrics file \(SafeText.escape(path)): \(error.words)",
        hint: "name a file in a directory that exists and can be written to; nothing was written")
    }
  }

  /// Puts what `render` makes of the file's present text in its place.
  func replace(_ render: (String) -> String) throws(SyncFailure) {
    do throws(SystemFault) {
      var file = try AtomicFile(path: path, mode: Self.mode)
      Self.takeTurn(file.directory)
      let present = file.present(limit: Self.limit)
        .flatMap { String(validating: $0, as: UTF8.self) }
      try file.write(Array(render(present ?? "").utf8))
      try file.settle()
      try file.finish()
    } catch {
      throw SyncFailure(
        .failed, .metrics,
        "cannot write the metrics file \(SafeText.escape(path)): \(error.words)",
        hint: "look at the file system, or name another place with --metrics")
    }
  }

  /// Waits until no other run is between reading and replacing a file here; one that takes long is
  /// not waited for. The lock ends with the descriptor.
  private static func takeTurn(_ folder: Int32) {
    let end = Clock.monotonic() + patience
    while flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, Clock.monotonic() < end {
      usleep(10_000)
    }
  }
}
