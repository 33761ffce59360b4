import Foundation
import Synchronization

/// When the fault of a relay strikes: shared by its connections.
final class FaultScript: Sendable {
  private struct State {
    var traffic = Traffic()
    var sent: [UInt8] = []
    var hasStruck = false
  }

  let fault: Fault?
  private let wire: Wire
  private let keepsSent: Bool
  private let state = Mutex(State())

  init(_ fault: Fault?, _ wire: Wire, keepsSent: Bool = false) {
    self.fault = fault
    self.wire = wire
    self.keepsSent = keepsSent
  }

  /// What the tool has sent, where that is kept.
  var sent: [UInt8] { state.withLock { $0.sent } }

  var traffic: Traffic { state.withLock { $0.traffic } }
  var hasStruck: Bool { state.withLock { $0.hasStruck } }
  /// True once nothing works any more.
  var isOver: Bool { fault?.forEver == true && hasStruck }

  /// What one connection has to remember.
  func watch() -> FaultWatch {
    state.withLock { $0.traffic.connections += 1 }
    return FaultWatch(wire)
  }

  /// How many of the bytes pass before the fault strikes; nil when it does not.
  func passage(_ bytes: ArraySlice<UInt8>, _ way: Fault.Way, _ watch: inout FaultWatch) -> Int? {
    if keepsSent, way == .fromTool { state.withLock { $0.sent += bytes } }
    guard let fault else { return count(bytes, way, &watch) }
    if isOver { return 0 }
    switch fault.moment {
    case .byte, .message: break
    case .sending(let texts):
      if way == .fromTool, watch.completes(texts, bytes), strike() { return 0 }
    case .answering(let texts):
      if way == .fromServer, watch.isComplete, strike() { return 0 }
      if way == .fromTool { watch.isComplete = watch.isComplete || watch.completes(texts, bytes) }
    }
    return count(bytes, way, &watch)
  }

  /// True for the one that is struck.
  private func strike() -> Bool {
    state.withLock { state in
      defer { state.hasStruck = true }
      return !state.hasStruck
    }
  }

  private func count(
    _ bytes: ArraySlice<UInt8>, _ way: Fault.Way, _ watch: inout FaultWatch
  ) -> Int? {
    state.withLock { state in
      if watch.isAnswered(way) { state.traffic.turns += 1 }
      for (index, byte) in bytes.enumerated() {
        if isDue(way, &state) { return index }
        state.traffic.bytes[way.rawValue] += 1
        if watch.ends(with: byte, way) { state.traffic.messages[way.rawValue] += 1 }
      }
      return isDue(way, &state) ? bytes.count : nil
    }
  }

  private func isDue(_ way: Fault.Way, _ state: inout State) -> Bool {
    guard !state.hasStruck else { return false }
    switch fault?.moment {
    case .byte(way, let limit): state.hasStruck = state.traffic.bytes(way) >= limit
    case .message(way, let limit): state.hasStruck = state.traffic.messages(way) >= limit
    default: break
    }
    return state.hasStruck
  }
}
