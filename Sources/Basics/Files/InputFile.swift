internal import Glibc

/// A small file that settings are read from, read at once and to its end.
package struct InputFile {
  /// Why a file could not be read, without its path.
  package enum Fault: Error, Equatable {
    case missing
    /// The cause in words.
    case unreadable(String)

    /// The fault as the end of a sentence that names the setting.
    package var words: String {
      switch self {
      case .missing: "the file does not exist"
      case .unreadable(let cause): "the file cannot be read: \(cause)"
      }
    }
  }

  package var bytes: [UInt8]
  /// The permission bits; nil for anything but a regular file.
  package var mode: UInt32?

  /// - Parameters:
  ///   - path: `-` is not a special name here.
  ///   - limit: in bytes; a longer file is a fault.
  package static func read(_ path: String, limit: Int) throws(Fault) -> InputFile {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno) }
    defer { close(descriptor) }
    return try read(descriptor, limit: limit)
  }

  /// Reads an open descriptor and leaves it open.
  package static func read(_ descriptor: Int32, limit: Int) throws(Fault) -> InputFile {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw fault(errno) }
    var bytes: [UInt8] = []
    var isAtEnd = false
    while !isAtEnd {
      do throws(SystemFault) {
        let piece = try DescriptorInput.read(descriptor)
        isAtEnd = piece.isEmpty
        bytes += piece
      } catch {
        throw fault(error.code)
      }
      guard bytes.count <= limit else { throw .unreadable("it is over \(limit) bytes long") }
    }
    let regular = status.st_mode & S_IFMT == S_IFREG
    return InputFile(bytes: bytes, mode: regular ? status.st_mode & 0o7777 : nil)
  }

  /// True when both paths lead to one existing file, or are the same text.
  package static func isSame(_ a: String, _ b: String) -> Bool {
    var first = stat()
    var second = stat()
    guard unsafe stat(a, &first) == 0, unsafe stat(b, &second) == 0 else { return a == b }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// The words are this program's own: `strerror` depends on the locale.
  private static func fault(_ code: Int32) -> Fault {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .unreadable("permission denied")
    case EISDIR: .unreadable("it is a directory")
    case ELOOP: .unreadable("too many symbolic links")
    case ENAMETOOLONG: .unreadable("the name is too long")
    default: .unreadable("system error \(code)")
    }
  }
}
