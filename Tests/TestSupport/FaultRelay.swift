import Glibc

/// One connection through a relay; a thread runs it.
struct FaultRelay: Sendable {
  /// POLLRDHUP, which Glibc's module lacks: the other side has closed, read or not.
  private static let hangUp: Int16 = 0x2000

  private let ends: [Int32]
  private let script: FaultScript
  private let sockets: SocketSet
  private let onStrike: @Sendable () -> Void

  init(
    _ client: Int32, _ server: Int32, _ script: FaultScript, _ sockets: SocketSet,
    onStrike: @escaping @Sendable () -> Void
  ) {
    ends = [client, server]
    self.script = script
    self.sockets = sockets
    self.onStrike = onStrike
    sockets.add(client, server)
  }

  func run() {
    defer { ends.forEach { sockets.close($0) } }
    var watch = script.watch()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var entries = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&entries, 2, -1) >= 0 {
      for way in [Fault.Way.fromTool, .fromServer] where entries[way.rawValue].revents != 0 {
        let count = read(ends[way.rawValue], &buffer, buffer.count)
        guard count > 0 else { return }
        guard forward(buffer[..<count], way, &watch) else { return }
      }
    }
  }

  /// False when the connection is at its end.
  private func forward(
    _ bytes: ArraySlice<UInt8>, _ way: Fault.Way, _ watch: inout FaultWatch
  ) -> Bool {
    let passage = script.passage(bytes, way, &watch)
    guard let passed = passage, let fault = script.fault else { return send(bytes, way) }
    guard send(bytes.prefix(passed), way) else { return false }
    onStrike()
    switch fault.act {
    case .cut: return false
    case .reset:
      ends.forEach(Loopback.resetOnClose)
      return false
    case .stall:
      var entry = pollfd(fd: ends[0], events: Self.hangUp, revents: 0)
      poll(&entry, 1, -1)
      return false
    case .pause(let seconds):
      usleep(UInt32(seconds * 1_000_000))
      return send(bytes.dropFirst(passed), way)
    case .insert(let others):
      return send(others[...], .fromServer) && send(bytes.dropFirst(passed), way)
    }
  }

  private func send(_ bytes: ArraySlice<UInt8>, _ way: Fault.Way) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(ends[1 - way.rawValue], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
