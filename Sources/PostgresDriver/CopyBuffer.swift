/// Growable owned bytes for rows of a binary COPY; integers are written big-endian, as the format requires.
///
/// The bytes live outside Swift's arrays so that a row costs neither an allocation nor a uniqueness
/// check. Every offset is checked; one outside the bytes is a programming error and traps.
@safe @usableFromInline
package struct CopyBuffer: ~Copyable {
  @usableFromInline
  internal var base: UnsafeMutableRawPointer
  @usableFromInline
  internal var capacity: Int
  @usableFromInline
  internal var used: Int

  /// `capacity` is in bytes; the buffer grows by doubling beyond it.
  package init(capacity: Int) {
    let bytes = max(capacity, 64)
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    self.capacity = bytes
    used = 0
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The bytes appended so far.
  @inlinable
  package var count: Int { used }

  /// True when nothing was appended since the start, or since everything was dropped.
  @inlinable
  package var isEmpty: Bool { used == 0 }

  /// Reserves room for `bytes` more bytes.
  @inlinable
  package mutating func reserve(_ bytes: Int) {
    if bytes > capacity - used { grow(by: bytes) }
  }

  @usableFromInline
  @inline(never)
  internal mutating func grow(by bytes: Int) {
    var wanted = capacity
    while wanted - used < bytes { wanted *= 2 }
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
    unsafe fresh.copyMemory(from: base, byteCount: used)
    unsafe base.deallocate()
    unsafe base = fresh
    capacity = wanted
  }

  /// Appends one byte.
  @inlinable
  package mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
    used += 1
  }

  /// Appends a copy of the bytes.
  @inlinable
  package mutating func append(_ bytes: Span<UInt8>) {
    append(bytes, 0..<bytes.count)
  }

  /// Appends the part `range` of `bytes`.
  @inlinable
  package mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    reserve(range.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      // Inside both: the range was checked against the source, room was reserved here.
      unsafe (base + used).copyMemory(from: start + range.lowerBound, byteCount: range.count)
    }
    used += range.count
  }

  /// Appends the text as UTF-8.
  @inlinable
  package mutating func append(_ text: StaticString) {
    unsafe append(raw: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends the text as UTF-8.
  @inlinable
  package mutating func append(utf8 text: String) {
    append(text.utf8.span)
  }

  @inlinable @inline(__always)
  internal mutating func append(raw bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    unsafe (base + used).copyMemory(from: start, byteCount: bytes.count)
    used += bytes.count
  }

  /// Appends the integer in its own width, big-endian.
  @inlinable
  package mutating func appendInteger<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    reserve(MemoryLayout<T>.size)
    unsafe base.storeBytes(of: value.bigEndian, toByteOffset: used, as: T.self)
    used += MemoryLayout<T>.size
  }

  /// Appends a NULL field: the length -1 and no bytes.
  @inlinable
  package mutating func appendNull() {
    appendInteger(Int32(-1))
  }

  /// Starts a field whose length is not known yet; give the mark to `endField`.
  @inlinable
  package mutating func beginField() -> Int {
    appendInteger(Int32(0))
    return used
  }

  /// Writes the length of the field begun at `mark`: everything appended since.
  @inlinable
  package mutating func endField(_ mark: Int) {
    precondition(mark >= 4 && mark <= used)
    let length = Int32(used - mark)
    unsafe base.storeBytes(of: length.bigEndian, toByteOffset: mark - 4, as: Int32.self)
  }

  /// Drops all bytes from `count` on.
  @inlinable
  package mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= used)
    used = count
  }

  /// Drops all bytes and keeps the storage for the next ones.
  @inlinable
  package mutating func removeAll() {
    used = 0
  }

  /// Lends the bytes.
  @inlinable
  package func withSpan<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let bytes = unsafe UnsafeBufferPointer(
      start: base.assumingMemoryBound(to: UInt8.self), count: used)
    return try unsafe body(bytes.span)
  }
}
