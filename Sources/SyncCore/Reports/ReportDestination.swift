internal import Basics
internal import Glibc

/// An open place for a report: a file that takes its name at the end, or a device.
///
/// It owns its descriptors and its file, which has no name at all while it is written, so that not even
/// a killed run leaves it behind; where the file system cannot do that it has a temporary one. Letting
/// go of it unfinished removes the file.
struct ReportDestination: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// nil for what is written directly: a FIFO, a device, an inherited descriptor.
  private let pending: (directory: Int32, temporary: String, final: String)?
  private var isOpen = true
  /// True when the file has its temporary name.
  private var isNamed = true

  /// Opens the place without touching a file that has the final name.
  init(path: String) throws(SyncFailure) {
    self.path = path
    if let direct = Self.openDirectly(path) {
      guard direct >= 0 else { throw Self.unusable(path, errno) }
      descriptor = direct
      pending = nil
    } else {
      let opened = try Self.openTemporary(path)
      descriptor = opened.descriptor
      pending = (opened.directory, opened.temporary, opened.final)
      isNamed = opened.isNamed
    }
  }

  deinit {
    guard isOpen else { return }
    close(descriptor)
    if let pending {
      if isNamed { unlinkat(pending.directory, pending.temporary, 0) }
      close(pending.directory)
    }
  }

  /// Writes all of the bytes; throws `.failed` with the name of the system's error.
  func write(_ bytes: [UInt8]) throws(SyncFailure) {
    if let code = DescriptorOutput.write(bytes, to: descriptor) { throw Self.failed(path, code) }
  }

  /// Takes back what was written; throws `.failed` when the file refuses that, and always for what
  /// is written directly, which is out of our hands.
  func restart() throws(SyncFailure) {
    guard pending != nil else {
      throw SyncFailure(
        .failed, .report,
        "the report \(SafeText.escape(path)) would have to be begun again, which it cannot be",
        hint: "run again, with a file as the report")
    }
    if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 {
      throw Self.failed(path, errno)
    }
  }

  /// Makes the bytes durable, under a temporary name; what is written directly is out of our hands.
  mutating func settle() throws(SyncFailure) {
    guard let pending else { return }
    if fsync(descriptor) != 0 { throw Self.failed(path, errno) }
    guard !isNamed else { return }
    let source = "\(Self.descriptors)/\(descriptor)"
    guard
      linkat(AT_FDCWD, source, pending.directory, pending.temporary, AT_SYMLINK_FOLLOW) == 0
    else { throw Self.failed(path, errno) }
    isNamed = true
  }

  /// Gives the file its name, in place of one that has it.
  mutating func finish() throws(SyncFailure) {
    guard let pending else {
      isOpen = false
      if close(descriptor) != 0 { throw Self.failed(path, errno) }
      return
    }
    guard renameat(pending.directory, pending.temporary, pending.directory, pending.final) == 0
    else { throw Self.failed(path, errno) }
    isOpen = false
    // A file system that cannot sync a directory has still renamed the file.
    fsync(pending.directory)
    close(pending.directory)
    close(descriptor)
  }
}

extension ReportDestination {
  /// A descriptor of what is no regular file, -1 with `errno` on failure; nil for regular files,
  /// directories and names that are free.
  private static func openDirectly(_ path: String) -> Int32? {
    if let inherited = inheritedDescriptor(path) { return fcntl(inherited, F_DUPFD_CLOEXEC, 3) }
    guard isSpecial(path) else { return nil }
    // Without O_NONBLOCK a FIFO that nobody reads would hold up the run for ever.
    let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return descriptor }
    // Somebody may have put a link to a file there meanwhile, which must not be written over.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG else {
      close(descriptor)
      errno = EEXIST
      return -1
    }
    _ = fcntl(descriptor, F_SETFL, 0)
    return descriptor
  }

  /// The descriptor that a path names by number: opening such a path again would start at offset 0
  /// and overwrite what others write there.
  private static func inheritedDescriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default: break
    }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count))
    }
    return nil
  }

  private static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func openTemporary(
    _ path: String
  ) throws(SyncFailure) -> (
    descriptor: Int32, directory: Int32, temporary: String, final: String, isNamed: Bool
  ) {
    let (folder, final) = split(path)
    guard !final.isEmpty, final != ".", final != ".." else { throw unusable(path, EISDIR) }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw unusable(path, errno) }
    var status = stat()
    if fstatat(directory, final, &status, 0) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(directory)
      throw unusable(path, EISDIR)
    }
    let temporary = ".synctool-" + String(UInt64.random(in: .min ... .max), radix: 36)
    let nameless = openNameless(directory)
    if nameless >= 0 { return (nameless, directory, temporary, final, false) }
    let descriptor = openat(
      directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let code = errno
      close(directory)
      throw unusable(path, code)
    }
    return (descriptor, directory, temporary, final, true)
  }

  /// Where Linux shows a process its open files, by which one without a name is given one.
  private static var descriptors: String { "/proc/self/fd" }

  /// A new file of the directory that has no name; -1 where there can be none, or none could be given.
  private static func openNameless(_ directory: Int32) -> Int32 {
    guard access(descriptors, X_OK) == 0 else { return -1 }
    // O_TMPFILE, which Swift does not import: it is this bit and O_DIRECTORY.
    let temporaryFile = 0o20_000_000 | O_DIRECTORY
    return openat(directory, ".", O_WRONLY | temporaryFile | O_CLOEXEC, 0o600)
  }

  private static func split(_ path: String) -> (folder: String, final: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  private static func unusable(_ path: String, _ code: Int32) -> SyncFailure {
    SyncFailure(
      .unfit, .report,
      "cannot open the report \(SafeText.escape(path)): \(SystemErrorText.describe(code))",
      hint: "name a file in a directory that exists and can be written to; nothing was written")
  }

  private static func failed(_ path: String, _ code: Int32) -> SyncFailure {
    let hint =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: "make room, or name another place with --report"
      case EPIPE: "keep the program that reads the report running to its end"
      default: "look at the file system, or name another place with --report"
      }
    return SyncFailure(
      .failed, .report,
      "cannot write the report \(SafeText.escape(path)): \(SystemErrorText.describe(code))",
      hint: hint)
  }
}
