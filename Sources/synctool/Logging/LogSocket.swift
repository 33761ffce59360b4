internal import Basics
internal import Glibc

/// A socket of the file system that takes datagrams; closed with its owner.
final class LogSocket {
  /// How many seconds a log may take to accept a line: no run hangs because of its log.
  private static let patience = 2

  private let descriptor: Int32

  /// Throws when nothing listens there.
  init(path: String) throws(SystemFault) {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFault(errno) }
    var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { place in
      // One byte stays 0; our own paths are far shorter.
      place.copyBytes(from: path.utf8.prefix(place.count - 1))
    }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw SystemFault(code)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends one datagram, whole.
  func send(_ bytes: [UInt8]) throws(SystemFault) {
    while bytes.withUnsafeBytes({ Glibc.send(descriptor, $0.baseAddress, $0.count, 0) }) < 0 {
      guard errno == EINTR else { throw SystemFault(errno) }
    }
  }
}
