internal import Glibc

/// A file without a name for what does not fit into memory: nobody else can open it, and it is gone with
/// this process, however that ends.
package final class ScratchFile {
  private let descriptor: Int32
  /// The bytes written so far.
  package private(set) var size = 0

  /// Where it may be: in the folder that TMPDIR names, or else in one of those that every system has.
  package static func folders(environment: [String: String]) -> [String] {
    if let folder = environment["TMPDIR"], !folder.isEmpty { return [folder] }
    return ["/var/tmp", "/tmp"]
  }

  /// Makes it in the first of the folders that takes it; the fault is that of the last one.
  package init(in folders: [String]) throws(SystemFault) {
    var fault = SystemFault(ENOENT)
    for folder in folders {
      do throws(SystemFault) {
        descriptor = try Self.open(folder)
        return
      } catch {
        fault = error
      }
    }
    throw fault
  }

  deinit { close(descriptor) }

  private static func open(_ folder: String) throws(SystemFault) -> Int32 {
    // O_TMPFILE, which Swift does not import: it is this bit and O_DIRECTORY.
    let temporaryFile = 0o20_000_000 | O_DIRECTORY
    var descriptor = unsafe Glibc.open(folder, O_RDWR | temporaryFile | O_CLOEXEC, 0o600)
    if descriptor >= 0 { return descriptor }
    guard [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) else { throw SystemFault(errno) }
    // Some file systems have no such files: this one loses its name at once.
    let name = folder + "/.synctool-" + String(UInt64.random(in: .min ... .max), radix: 36)
    descriptor = unsafe Glibc.open(
      name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFault(errno) }
    unsafe unlink(name)
    return descriptor
  }

  /// Writes a part of the words behind all that was written, and returns where that is.
  package func append(_ words: ZeroedWords, _ part: Range<Int>) throws(SystemFault) -> Int {
    let start = size
    try unsafe words.withBytes(part) { (bytes) throws(SystemFault) in
      try unsafe move(bytes, at: start, none: ENOSPC) { unsafe pwrite($0, $1, $2, $3) }
    }
    size += part.count * MemoryLayout<UInt64>.stride
    return start
  }

  /// Reads what `append` has written at `start` into as many words.
  package func read(
    _ start: Int, into words: ZeroedWords, _ part: Range<Int>
  ) throws(SystemFault) {
    try unsafe words.withBytes(part) { (bytes) throws(SystemFault) in
      try unsafe move(bytes, at: start, none: EIO) { unsafe pread($0, $1, $2, $3) }
    }
  }

  /// Moves all of the bytes to or from a place in the file; `none` is what is wrong where the system moves none.
  private func move(
    _ bytes: UnsafeMutableRawBufferPointer, at start: Int, none: Int32,
    by call: (Int32, UnsafeMutableRawPointer?, Int, off_t) -> Int
  ) throws(SystemFault) {
    var done = 0
    while done < bytes.count {
      // The rest of the bytes lent, from the first one on that was not moved.
      let count = unsafe call(
        descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done,
        off_t(start + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw SystemFault(count == 0 ? none : errno)
      }
    }
  }
}
