internal import Basics
internal import SyncCore

/// Text on its way to one file descriptor; the first failure is kept and ends all writing.
struct DescriptorStream {
  let descriptor: Int32
  /// Bytes that may wait; 0 writes everything at once.
  let capacity: Int
  /// The `errno` of the first write that failed; nil as long as all is well.
  private(set) var failure: Int32?
  private var waiting: [UInt8] = []

  /// The descriptor stays the caller's to close; `capacity` is in bytes.
  init(descriptor: Int32, capacity: Int) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Takes text, and writes what waits once it is more than `capacity`; after a failure it does
  /// nothing.
  mutating func write(_ text: String) {
    guard failure == nil else { return }
    waiting += Array(text.utf8)
    if waiting.count > capacity { flush() }
  }

  /// Writes what waits; a failure shows in `failure`.
  mutating func flush() {
    guard failure == nil, !waiting.isEmpty else { return }
    failure = DescriptorOutput.write(waiting, to: descriptor)
    waiting.removeAll(keepingCapacity: true)
  }
}
