import Foundation
import Glibc

/// A TCP relay to the PostgreSQL server that loses the connection on which COMMIT is sent.
final class CommitRelay: Sendable {
  enum Mode: Sendable {
    /// The server gets COMMIT, its answer is dropped, and no further connection is taken.
    case dropAnswerAndVanish
    /// The server gets COMMIT and its answer is dropped; further connections are taken.
    case dropAnswer
    /// COMMIT itself is dropped; further connections are taken.
    case dropCommit
  }

  let port: Int
  private let listener: Int32

  init(to target: Int, _ mode: Mode) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var bound = Self.address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) + listen(listener, 4) + getsockname(listener, $0, &length)
      }
    }
    guard code == 0 else { throw POSIXError(.EADDRINUSE) }
    self.listener = listener
    port = Int(UInt16(bigEndian: bound.sin_port))
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        let server = Self.connected(to: target)
        Thread.detachNewThread { Self.relay(client, server, listener, mode) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func relay(_ client: Int32, _ server: Int32, _ listener: Int32, _ mode: Mode) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var writes = false
    defer {
      close(client)
      close(server)
    }
    while poll(&entries, 2, -1) >= 0 {
      for (from, to) in [(0, 1), (1, 0)] where entries[from].revents != 0 {
        let count = read(entries[from].fd, &buffer, buffer.count)
        if count <= 0 { return }
        let data = Data(buffer[..<count])
        // The plan has a transaction of its own before the one that writes.
        if from == 0 && data.range(of: Data("LOCK TABLE".utf8)) != nil { writes = true }
        if from == 0, writes, data.range(of: Data("COMMIT\0".utf8)) != nil {
          if mode == .dropAnswerAndVanish { shutdown(listener, Int32(SHUT_RDWR)) }
          if mode != .dropCommit {
            _ = send(server, buffer, count, Int32(MSG_NOSIGNAL))
            // The server has answered before its side of the connection goes.
            _ = read(server, &buffer, buffer.count)
          }
          return
        }
        _ = send(entries[to].fd, buffer, count, Int32(MSG_NOSIGNAL))
      }
    }
  }

  private static func connected(to port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var target = address(port)
    _ = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return descriptor
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
  }
}
