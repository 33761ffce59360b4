internal import CMongoc

/// A read in progress; the server's cursor is closed with its owner.
@safe package struct MongoCursor: ~Copyable {
  private let pointer: OpaquePointer
  /// Keeps the client alive for the cursor.
  private let handle: MongoHandle

  /// Takes over the cursor, which `mongoc_cursor_destroy` closes.
  init(adopting pointer: OpaquePointer, of handle: MongoHandle) {
    unsafe self.pointer = pointer
    self.handle = handle
  }

  deinit {
    unsafe mongoc_cursor_destroy(pointer)
  }

  /// Lends each document for the time of one call of `body`, which may throw to stop.
  ///
  /// It returns only when the server said that the read is complete: every other end is thrown as
  /// a `MongoError`. A cut read is not resumed; start over with another cursor.
  package mutating func forEach(_ body: (Span<UInt8>) throws -> Void) throws {
    var document: OpaquePointer?
    // The cursor owns the document until the next call on it.
    while unsafe mongoc_cursor_next(pointer, &document) {
      guard let document = unsafe document else { break }
      try unsafe BSONMemory.lend(document, body)
    }
    var error = bson_error_t()
    if unsafe mongoc_cursor_error(pointer, &error) {
      throw MongoError(error, during: .reading, hosts: handle.hosts)
    }
  }
}
