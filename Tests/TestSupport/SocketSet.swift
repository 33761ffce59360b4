import Glibc
import Synchronization

/// The open sockets of a relay. Whoever owns one closes it here, so that nobody else shuts down
/// another one under the same number.
final class SocketSet: Sendable {
  private let open = Mutex<Set<Int32>>([])

  func add(_ sockets: Int32...) { open.withLock { $0.formUnion(sockets) } }

  func close(_ socket: Int32) {
    open.withLock {
      guard $0.remove(socket) != nil else { return }
      _ = Glibc.close(socket)
    }
  }

  /// Wakes the thread that waits for it.
  func shutDown(_ socket: Int32) {
    open.withLock { if $0.contains(socket) { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  func shutDownAll() { open.withLock { $0.forEach { shutdown($0, Int32(SHUT_RDWR)) } } }
}
