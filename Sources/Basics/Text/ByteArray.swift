extension Array<UInt8> {
  /// A copy of the bytes.
  package init(_ bytes: Span<UInt8>) {
    self = []
    append(bytes)
  }

  /// Appends a copy of the bytes.
  package mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
