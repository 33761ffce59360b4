internal import CMongoc

/// Memory for a command's reply. `bson_t` is 128 bytes at a 128-byte boundary, which Swift's own
/// `bson_t()` does not keep, so the bytes are allocated by hand.
@safe struct MongoReply: ~Copyable {
  private let memory: UnsafeMutableRawPointer
  @unsafe let pointer: OpaquePointer

  /// An empty reply, for a command to fill.
  init() {
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    unsafe pointer = OpaquePointer(memory)
    unsafe bson_init(pointer)
  }

  deinit {
    unsafe bson_destroy(pointer)
    unsafe memory.deallocate()
  }

  /// Lends the reply's bytes.
  func withSpan<R>(_ body: (Span<UInt8>) -> R) -> R {
    unsafe BSONMemory.lend(pointer, body)
  }
}
