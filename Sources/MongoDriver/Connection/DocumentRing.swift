/// Documents on their way from the thread that fetches them to the one that takes them, bounded by bytes.
///
/// It has two halves: one is filled while the documents of the other are in use.
final class DocumentRing: Sendable {
  /// Milliseconds that the taker waits for more than a few documents.
  private static let patience = 10

  /// Bytes that a half holds; a document that is larger has a half to itself.
  private let half: Int
  private let state: Monitor<State>

  /// What became of a look for documents.
  enum Taken {
    /// At least one.
    case documents
    /// None yet.
    case nothing
    /// None any more: the read is complete, or this ended it.
    case end(MongoError?)
  }

  private struct State {
    var filling: [UInt8]
    /// Bytes that are worth waking the taker for.
    let worthwhile: Int
    /// What follows the documents in `filling`, once that is known.
    var end: Taken?
    var isClosed = false
    var fillerWaits = false
    var takerWaits = false

    var isWorthTaking: Bool { fillerWaits || end != nil || filling.count >= worthwhile }

    mutating func exchange(_ documents: inout [UInt8]) -> Taken {
      if filling.isEmpty { return end ?? .nothing }
      swap(&documents, &filling)
      fillerWaits = false
      return .documents
    }
  }

  init(half: Int) {
    self.half = half
    state = Monitor(State(filling: Self.memory(half), worthwhile: half / 4))
  }

  /// Room for the documents of a half; what is not used of it costs nothing.
  func memory() -> [UInt8] { Self.memory(half) }

  private static func memory(_ half: Int) -> [UInt8] {
    var memory: [UInt8] = []
    memory.reserveCapacity(half)
    return memory
  }

  /// Adds a document, once there is room; false, and nothing is added, when nobody takes any more.
  func append(_ document: Span<UInt8>) -> Bool {
    var isAdded = false
    state.wait(milliseconds: nil) { state in
      if state.isClosed { return true }
      let size = state.filling.count + document.count
      state.fillerWaits = size > half && !state.filling.isEmpty
      if !state.fillerWaits {
        // The elements are copied while the span is lent.
        unsafe document.withUnsafeBufferPointer { unsafe state.filling.append(contentsOf: $0) }
        isAdded = true
      }
      if state.takerWaits, state.isWorthTaking { self.state.wake() }
      return isAdded
    }
    return isAdded
  }

  /// Says that no document follows: the read is complete, or an error ended it.
  func finish(_ error: MongoError?) {
    state.use { $0.end = .end(error) }
    state.wake()
  }

  /// Puts documents, one behind the other, in the place of those in `documents`; waits a moment for some.
  func take(_ documents: inout [UInt8]) -> Taken {
    // The memory of an uncommonly large document is given back.
    if documents.capacity > 2 * half { documents = memory() }
    documents.removeAll(keepingCapacity: true)
    state.wait(milliseconds: Self.patience) { state in
      state.takerWaits = !state.isWorthTaking
      return !state.takerWaits
    }
    let taken = state.use { state in
      state.takerWaits = false
      return state.exchange(&documents)
    }
    state.wake()
    return taken
  }

  /// Has the filling thread end at its next document.
  func close() {
    state.use { $0.isClosed = true }
    state.wake()
  }
}
