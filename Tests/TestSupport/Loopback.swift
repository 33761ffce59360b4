import Foundation
import Glibc

/// Sockets of this machine for servers of the tests' own; no program that a test starts inherits them.
package enum Loopback {
  /// A listening socket on a free port; the caller closes it.
  package static func listener(backlog: Int32 = 64) throws -> (descriptor: Int32, port: Int) {
    let descriptor = open()
    var bound = address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) + listen(descriptor, backlog)
          + getsockname(descriptor, $0, &length)
      }
    }
    guard code == 0 else { throw POSIXError(.EADDRINUSE) }
    return (descriptor, Int(UInt16(bigEndian: bound.sin_port)))
  }

  /// A port that nothing listens on, for a server that is told its own.
  package static func freePort() throws -> Int {
    let (descriptor, port) = try listener()
    close(descriptor)
    return port
  }

  /// A socket connected to `port`, or one that fails with its first use; the caller closes it.
  package static func connected(to port: Int) -> Int32 {
    let descriptor = open()
    var target = address(port)
    _ = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return descriptor
  }

  /// Makes the close of a socket a reset.
  static func resetOnClose(_ descriptor: Int32) {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
  }

  private static func open() -> Int32 {
    socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
  }
}
