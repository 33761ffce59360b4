internal import CMongoc

/// Crossings between libbson's opaque documents and bytes.
enum BSONMemory {
  /// Lends the bytes of a document that libbson owns, for the duration of the call.
  static func lend<R, E: Error>(
    _ document: OpaquePointer, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    // libbson keeps at least five bytes, and as many as the length in the first four says.
    let start = unsafe bson_get_data(document)
    let length = unsafe UnsafeRawPointer(start).map {
      unsafe Int(Int32(littleEndian: $0.loadUnaligned(as: Int32.self)))
    }
    let bytes = unsafe UnsafeBufferPointer(start: start, count: length ?? 0)
    return try body(unsafe bytes.span)
  }

  /// Lends a libbson copy of `document`, destroyed after the call.
  static func withHandle<R>(
    _ document: BSONDocument, _ body: (OpaquePointer) -> R
  ) -> R {
    // A document from our own writer is always accepted; libbson copies the bytes.
    let handle = unsafe document.bytes.withUnsafeBufferPointer {
      unsafe bson_new_from_data($0.baseAddress, $0.count)
    }
    guard let handle = unsafe handle else { preconditionFailure("a BSONWriter's document is BSON") }
    defer { unsafe bson_destroy(handle) }
    return unsafe body(handle)
  }
}
