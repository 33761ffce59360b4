internal import Basics
internal import Glibc

/// An open destination of a report: a file that gets its name at the end, or a device.
struct ReportDestination: ~Copyable {
  private let path: String
  /// nil for what is written directly.
  private var file: AtomicFile?
  /// The descriptor of a FIFO, a device or an inherited descriptor; nil for a file, and once it is closed.
  private var direct: Int32?

  /// Opens the destination without touching a file that has the final name.
  init(path: String) throws(SyncFailure) {
    self.path = path
    if let direct = Self.openDirectly(path) {
      guard direct >= 0 else { throw Self.unusable(path, SystemFault(errno)) }
      self.direct = direct
      file = nil
    } else {
      do throws(SystemFault) {
        file = try AtomicFile(path: path, mode: 0o600)
      } catch {
        throw Self.unusable(path, error)
      }
    }
  }

  deinit {
    if let direct { close(direct) }
  }

  /// Writes all of the bytes; throws `.failed` with the name of the system's error.
  mutating func write(_ bytes: [UInt8]) throws(SyncFailure) {
    do throws(SystemFault) {
      try file?.write(bytes)
      if let direct, let code = DescriptorOutput.write(bytes, to: direct) {
        throw SystemFault(code)
      }
    } catch {
      throw Self.failed(path, error)
    }
  }

  /// Discards what was written; throws `.failed` when the file does not allow that, and always for what
  /// is written directly, which cannot be taken back.
  mutating func restart() throws(SyncFailure) {
    guard direct == nil else {
      throw SyncFailure(
        .failed, .report,
        "the report \(SafeText.escape(path)) would have to start over, which it cannot",
        hint: "run again with a regular file as the report")
    }
    do throws(SystemFault) { try file?.restart() } catch { throw Self.failed(path, error) }
  }

  /// Makes the bytes durable, under a temporary name; for what is written directly it does nothing.
  mutating func settle() throws(SyncFailure) {
    do throws(SystemFault) { try file?.settle() } catch { throw Self.failed(path, error) }
  }

  /// Gives the file its name, replacing one that has it.
  mutating func finish() throws(SyncFailure) {
    do throws(SystemFault) {
      try file?.finish()
      if let descriptor = direct {
        direct = nil
        if close(descriptor) != 0 { throw SystemFault(errno) }
      }
    } catch {
      throw Self.failed(path, error)
    }
  }
}

extension ReportDestination {
  /// A descriptor of anything but a regular file, -1 with `errno` on failure; nil for regular files,
  /// directories and unused names.
  private static func openDirectly(_ path: String) -> Int32? {
    if let inherited = inheritedDescriptor(path) { return fcntl(inherited, F_DUPFD_CLOEXEC, 3) }
    guard isSpecial(path) else { return nil }
    // Without O_NONBLOCK a FIFO without a reader would block the run for ever.
    let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return descriptor }
    // Somebody may have put a link to a file there meanwhile, which must not be overwritten.
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

  private static func unusable(_ path: String, _ fault: SystemFault) -> SyncFailure {
    SyncFailure(
      .unfit, .report,
      "cannot open the report \(SafeText.escape(path)): \(fault.words)",
      hint: "name a file in a directory that exists and can be written to; nothing was written")
  }

  private static func failed(_ path: String, _ fault: SystemFault) -> SyncFailure {
    let hint =
      switch fault.code {
      case ENOSPC, EDQUOT, EFBIG: "free some space, or write the --report elsewhere"
      case EPIPE: "keep the program that reads the report running to the end"
      default: "check the file system, or write the --report elsewhere"
      }
    return SyncFailure(
      .failed, .report,
      "cannot write the report \(SafeText.escape(path)): \(fault.words)",
      hint: hint)
  }
}
