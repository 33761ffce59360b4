import Foundation
import Glibc

/// A TCP relay to the test server that loses one connection at COMMIT.
final class TCPRelay: Sendable {
  enum Mode: Sendable {
    /// The server gets COMMIT; its answer is dropped with the connection.
    case loseAnswer
    /// COMMIT itself is dropped with the connection.
    case loseCommit
    /// After COMMIT nothing moves any more, and the connection stays open.
    case goSilent
  }

  let port: Int
  private let listener: Int32

  init(to target: Int, _ mode: Mode) throws {
    (listener, port) = try Loopback.listener()
    Thread.detachNewThread { [listener] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        let server = Loopback.connected(to: target)
        Thread.detachNewThread { Self.relay(client, server, mode) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func relay(_ client: Int32, _ server: Int32, _ mode: Mode) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    defer {
      close(client)
      close(server)
    }
    while poll(&entries, 2, -1) >= 0 {
      for (from, to) in [(0, 1), (1, 0)] where entries[from].revents != 0 {
        let count = read(entries[from].fd, &buffer, buffer.count)
        if count <= 0 { return }
        if from == 0 && Data(buffer[..<count]).range(of: Data("COMMIT".utf8)) != nil {
          if mode != .loseCommit { _ = send(server, buffer, count, Int32(MSG_NOSIGNAL)) }
          // The server has answered, or cannot, before its side of the connection goes.
          if mode == .loseAnswer { _ = read(server, &buffer, buffer.count) }
          if mode == .goSilent { sleep(20) }
          return
        }
        _ = send(entries[to].fd, buffer, count, Int32(MSG_NOSIGNAL))
      }
    }
  }
}
