import Foundation
import Glibc

/// A TCP relay on the loopback interface that does one fault to what passes.
package final class FaultProxy: Sendable {
  package let port: Int
  private let script: FaultScript
  private let sockets: SocketSet
  private let listener: Int32

  /// Relays to a port of this machine; without a fault it only counts, and with `keepsSent` keeps what the
  /// tool sends.
  package init(
    to target: Int, _ fault: Fault? = nil, _ wire: Wire = .postgres, keepsSent: Bool = false
  ) throws {
    let script = FaultScript(fault, wire, keepsSent: keepsSent)
    let sockets = SocketSet()
    let (listener, port) = try Loopback.listener()
    (self.script, self.sockets, self.listener, self.port) = (script, sockets, listener, port)
    sockets.add(listener)
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        if script.isOver, fault?.act == .reset {
          Loopback.resetOnClose(client)
          close(client)
          continue
        }
        let server = Loopback.connected(to: target)
        let relay = FaultRelay(client, server, script, sockets) {
          if fault?.forEver == true, fault?.act == .cut { sockets.shutDown(listener) }
        }
        Thread.detachNewThread { relay.run() }
      }
      sockets.close(listener)
    }
  }

  deinit { sockets.shutDownAll() }

  /// What has passed so far.
  package var traffic: Traffic { script.traffic }

  /// The texts of SQL that the tool has sent to PostgreSQL over its one connection, in order.
  package var statements: [String] { SentStatements.texts(script.sent) }

  /// True once the fault has struck.
  package var hasStruck: Bool { script.hasStruck }
}
