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

  let path: String

  /// Throws `.unfit` when no file can be made at this place.
  func check() throws(SyncFailure) {
    do throws(SystemFault) {
      let folder = try open()
      defer { close(folder) }
      let (descriptor, temporary) = try Self.make(folder)
      close(descriptor)
      unlinkat(folder, temporary, 0)
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
      let folder = try open()
      defer { close(folder) }
      Self.takeTurn(folder)
      let bytes = Array(render(Self.read(folder, name)).utf8)
      let (descriptor, temporary) = try Self.make(folder)
      var code = DescriptorOutput.write(bytes, to: descriptor)
      if code == nil, fsync(descriptor) != 0 { code = errno }
      close(descriptor)
      if code == nil, renameat(folder, temporary, folder, name) != 0 { code = errno }
      if let code {
        unlinkat(folder, temporary, 0)
        throw SystemFault(code)
      }
      // A file system that cannot sync a directory has still renamed the file.
      fsync(folder)
    } catch {
      throw SyncFailure(
        .failed, .metrics,
        "cannot write the metrics file \(SafeText.escape(path)): \(error.words)",
        hint: "look at the file system, or name another place with --metrics")
    }
  }

  private var name: String { String(path.split(separator: "/").last ?? "") }

  /// The directory; throws when it is none, or when there is one where the file should be.
  private func open() throws(SystemFault) -> Int32 {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let folder = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw SystemFault(errno) }
    var status = stat()
    if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFDIR
    {
      close(folder)
      throw SystemFault(EISDIR)
    }
    return folder
  }

  /// A new file whose name node_exporter passes over.
  private static func make(
    _ folder: Int32
  ) throws(SystemFault) -> (descriptor: Int32, name: String) {
    let name = ".synctool-" + String(UInt64.random(in: .min ... .max), radix: 36)
    let descriptor = openat(
      folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemFault(errno) }
    return (descriptor, name)
  }

  /// Waits until no other run is between reading and replacing a file here; one that takes long is
  /// not waited for. The lock ends with the descriptor.
  private static func takeTurn(_ folder: Int32) {
    let end = Clock.monotonic() + patience
    while flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, Clock.monotonic() < end {
      usleep(10_000)
    }
  }

  /// The text of the file; empty when there is none, or nothing that could be ours.
  private static func read(_ folder: Int32, _ name: String) -> String {
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= limit
    else { return "" }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
      }
      guard got > 0 else { break }
      count += got
    }
    return String(validating: bytes.prefix(count), as: UTF8.self) ?? ""
  }
}
