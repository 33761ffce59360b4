internal import Glibc

/// A file that gets its name at the end, replacing one that has it: a concurrent reader sees
/// the old one or the new one.
///
/// It owns its descriptors and its file, which has no name at all while it is written, so that not even
/// a killed process leaves it behind; where the file system cannot do that it has a temporary one. Dropping
/// it unfinished removes the file.
package struct AtomicFile: ~Copyable {
  /// The open directory; a lock on it ends with the file.
  package let directory: Int32
  private let descriptor: Int32
  private let final: String
  /// Starts with a full stop and has no suffix, so that no program takes it for the final file.
  private let temporary: String
  private var isOpen = true
  /// True when the file has its temporary name.
  private var isNamed: Bool

  /// Creates the file without touching one that has the final name.
  ///
  /// - Parameter mode: the permission bits, from which the umask removes some.
  package init(path: String, mode: UInt32) throws(SystemFault) {
    let (folder, final) = Self.split(path)
    guard !final.isEmpty, final != ".", final != ".." else { throw SystemFault(EISDIR) }
    let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw SystemFault(errno) }
    var status = stat()
    if unsafe fstatat(directory, final, &status, 0) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(directory)
      throw SystemFault(EISDIR)
    }
    let temporary = ".synctool-" + String(UInt64.random(in: .min ... .max), radix: 36)
    var descriptor = Self.openNameless(directory, mode)
    let isNamed = descriptor < 0
    if isNamed {
      descriptor = unsafe openat(
        directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    }
    guard descriptor >= 0 else {
      let code = errno
      close(directory)
      throw SystemFault(code)
    }
    self.directory = directory
    self.descriptor = descriptor
    self.final = final
    self.temporary = temporary
    self.isNamed = isNamed
  }

  deinit {
    guard isOpen else { return }
    close(descriptor)
    if isNamed { unsafe unlinkat(directory, temporary, 0) }
    close(directory)
  }

  /// Writes all of the bytes.
  package func write(_ bytes: [UInt8]) throws(SystemFault) {
    if let code = DescriptorOutput.write(bytes, to: descriptor) { throw SystemFault(code) }
  }

  /// Discards what was written.
  package func restart() throws(SystemFault) {
    if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 {
      throw SystemFault(errno)
    }
  }

  /// Makes the bytes durable, under a temporary name.
  package mutating func settle() throws(SystemFault) {
    if fsync(descriptor) != 0 { throw SystemFault(errno) }
    guard !isNamed else { return }
    let source = "\(Self.descriptors)/\(descriptor)"
    guard unsafe linkat(AT_FDCWD, source, directory, temporary, AT_SYMLINK_FOLLOW) == 0 else {
      throw SystemFault(errno)
    }
    isNamed = true
  }

  /// Gives the settled file its name, replacing one that has it; nothing more can be written.
  package mutating func finish() throws(SystemFault) {
    guard unsafe renameat(directory, temporary, directory, final) == 0 else {
      throw SystemFault(errno)
    }
    isOpen = false
    // A file system that cannot sync a directory has still renamed the file.
    fsync(directory)
    close(directory)
    close(descriptor)
  }

  /// The bytes of the file that has the final name; nil when it does not exist, or is a link, not a
  /// regular file, or longer than `limit`.
  package func present(limit: Int) -> [UInt8]? {
    let descriptor = unsafe openat(directory, final, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let file = try? InputFile.read(descriptor, limit: limit)
    return file?.mode == nil ? nil : file?.bytes
  }

  /// Where Linux shows a process its open files, through which a nameless one gets a name.
  private static var descriptors: String { "/proc/self/fd" }

  /// A new file of the directory that has no name; -1 where that is impossible, or it could not be named.
  private static func openNameless(_ directory: Int32, _ mode: UInt32) -> Int32 {
    guard unsafe access(descriptors, X_OK) == 0 else { return -1 }
    // O_TMPFILE, which Swift does not import: it is this bit and O_DIRECTORY.
    let temporaryFile = 0o20_000_000 | O_DIRECTORY
    return unsafe openat(directory, ".", O_WRONLY | temporaryFile | O_CLOEXEC, mode)
  }

  private static func split(_ path: String) -> (folder: String, final: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }
}
