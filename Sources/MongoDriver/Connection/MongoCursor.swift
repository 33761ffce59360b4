internal import CMongoc

/// A read in progress; the server's cursor is closed with its owner.
@safe struct MongoCursor: ~Copyable {
  private let pointer: OpaquePointer
  /// Keeps the client alive for the cursor.
  let handle: MongoHandle
  /// The cursor owns it until the next call on it.
  private var document: OpaquePointer?

  /// Takes over the cursor, which `mongoc_cursor_destroy` closes.
  init(adopting pointer: OpaquePointer, of handle: MongoHandle) {
    unsafe self.pointer = pointer
    self.handle = handle
  }

  deinit {
    unsafe mongoc_cursor_destroy(pointer)
  }

  /// Goes to the next document, fetching a batch where one has to be; false when the server said that the read is
  /// complete: every other end is thrown. A cut read is not resumed; start over with another cursor.
  mutating func advance() throws(MongoError) -> Bool {
    repeat {
      if unsafe mongoc_cursor_next(pointer, &document) { return true }
      unsafe document = nil
      var error = bson_error_t()
      if unsafe mongoc_cursor_error(pointer, &error) {
        throw MongoError(error, during: .reading, hosts: handle.hosts)
      }
      // A batch may be empty and not the last one.
    } while unsafe mongoc_cursor_more(pointer)
    return false
  }

  /// Lends the document that `advance` went to; nil when there is none.
  func withDocument<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
    guard let document = unsafe document else { return nil }
    return try unsafe BSONMemory.lend(document, body)
  }

  /// How many documents the next batch may have.
  func setBatchSize(_ size: Int) {
    unsafe mongoc_cursor_set_batch_size(pointer, UInt32(size))
  }
}
