internal import Glibc

/// The descriptors 0, 1 and 2 of the process.
enum StandardDescriptors {
  /// Takes the places of closed ones, so that no file or socket opened later lands there and gets
  /// what was meant for standard output; reading and writing them still fails.
  static func occupy() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}
