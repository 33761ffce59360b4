/// Growable owned bytes for one BSON document; integers are written little-endian, as the format requires.
///
/// The bytes live outside Swift's arrays so that a value costs neither an allocation nor a uniqueness
/// check. Every offset is checked; one outside the bytes is a programming error and traps.
@safe
struct BSONBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// The bytes appended so far.
  private(set) var count = 0

  /// `capacity` is in bytes; the buffer grows by doubling beyond it.
  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit {
    unsafe base.deallocate()
  }

  /// Reserves room for `bytes` more bytes.
  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if bytes > capacity - count { grow(by: bytes) }
  }

  @inline(never)
  private mutating func grow(by bytes: Int) {
    var wanted = capacity
    while wanted - count < bytes { wanted *= 2 }
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
    // The fresh block is larger than all that is in use.
    unsafe fresh.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = fresh
    capacity = wanted
  }

  /// Appends one byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Appends the integer in its own width, little-endian.
  @inline(__always)
  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(integer value: T) {
    reserve(MemoryLayout<T>.size)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
    count += MemoryLayout<T>.size
  }

  /// Appends the first `kept` bytes of a word that was read little-endian.
  @inline(__always)
  mutating func append(word: UInt64, kept: Int) {
    precondition(kept >= 0 && kept <= 8)
    reserve(8)
    unsafe base.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
    count += kept
  }

  /// Appends the bytes.
  mutating func append(contentsOf bytes: [UInt8]) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      // Room for all of them was reserved.
      unsafe (base + count).copyMemory(from: start, byteCount: source.count)
    }
    count += bytes.count
  }

  /// Overwrites the byte at `offset`.
  @inline(__always)
  mutating func set(_ byte: UInt8, at offset: Int) {
    precondition(offset >= 0 && offset < count)
    unsafe base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// Overwrites the four bytes at `offset` with a length.
  @inline(__always)
  mutating func set(length: Int, at offset: Int) {
    precondition(offset >= 0 && offset + 4 <= count)
    unsafe base.storeBytes(
      of: Int32(truncatingIfNeeded: length).littleEndian, toByteOffset: offset, as: Int32.self)
  }

  /// Drops all bytes from `count` on.
  @inline(__always)
  mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  /// Lends the bytes.
  @inline(__always)
  func withSpan<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let bytes = unsafe UnsafeBufferPointer(
      start: base.assumingMemoryBound(to: UInt8.self), count: count)
    return try unsafe body(bytes.span)
  }
}
