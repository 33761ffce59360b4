internal import Glibc

/// A system call that failed.
package struct SystemFault: Error {
  /// Its `errno`.
  package let code: Int32

  package init(_ code: Int32) { self.code = code }

  /// What went wrong, with the code's name where it is a common one:
  /// `no space left on device (ENOSPC)`.
  package var words: String {
    if let known = Self.known.first(where: { $0.code == code }) {
      return "\(known.text) (\(known.name))"
    }
    return "system error \(code)"
  }

  private static let known: [(code: Int32, name: String, text: String)] = [
    (EACCES, "EACCES", "permission denied"),
    (EAGAIN, "EAGAIN", "the device is busy"),
    (EBADF, "EBADF", "it is not open"),
    (EDQUOT, "EDQUOT", "the disk quota is used up"),
    (EEXIST, "EEXIST", "it exists"),
    (EFBIG, "EFBIG", "the file is too large"),
    (EINVAL, "EINVAL", "it cannot be written to"),
    (EIO, "EIO", "input or output error"),
    (EISDIR, "EISDIR", "it is a directory"),
    (ELOOP, "ELOOP", "too many symbolic links"),
    (EMFILE, "EMFILE", "too many open files"),
    (ENAMETOOLONG, "ENAMETOOLONG", "the name is too long"),
    (ENFILE, "ENFILE", "too many open files in the system"),
    (ENODEV, "ENODEV", "no such device"),
    (ENOENT, "ENOENT", "no such file or directory"),
    (ENOSPC, "ENOSPC", "no space left on device"),
    (ENOTDIR, "ENOTDIR", "it is not a directory"),
    (ENXIO, "ENXIO", "nothing reads it"),
    (EPERM, "EPERM", "operation not permitted"),
    (EPIPE, "EPIPE", "the reader is gone"),
    (EROFS, "EROFS", "the file system is read-only"),
  ]
}
