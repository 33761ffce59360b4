internal import Basics

/// Text on its way to one file descriptor; the first failure is kept and ends all writing.
struct DescriptorStream {
  let descriptor: Int32
  /// Bytes that may be buffered; 0 writes everything at once.
  let capacity: Int
  /// The `errno` of the first write that failed; nil as long as all is well.
  private(set) var failure: Int32?
  private var waiting: [UInt8] = []

  /// The caller closes the descriptor; `capacity` is in bytes.
  init(descriptor: Int32, capacity: Int) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Takes text, and writes the buffer once it exceeds `capacity`; after a failure it does
  /// nothing.
  mutating func write(_ text: String) {
    guard failure == nil else { return }
    waiting += Array(text.utf8)
    if waiting.count > capacity { flush() }
  }

  /// Writes the buffer; a failure shows in `failure`.
  mutating func flush() {
    guard failure == nil, !waiting.isEmpty else { return }
    failure = DescriptorOutput.write(waiting, to: descriptor)
    waiting.removeAll(keepingCapacity: true)
  }
}
