/// Bytes read through one buffer, which grows to the largest document.
///
/// A class so that progress can be read while a document is lent; each reader owns its own.
final class FileBytes {
  private static let largestStart = 1 << 20
  private static let smallestStart = 1 << 16

  private var source: any ByteSource
  /// The bytes consumed so far, after decompression where the file is compressed.
  private(set) var offset = 0
  /// True for gzip data, which is decompressed.
  private(set) var isInflated = false
  private var buffer: [UInt8] = []
  /// What is read but not yet consumed.
  private var unread = 0..<0

  /// The file's name in messages.
  var name: String { source.name }
  /// The bytes of a regular file; nil for pipes and devices.
  var size: Int? { source.size }
  /// How far the file itself was read; for one that is not compressed, the bytes consumed.
  var bytesRead: Int { isInflated ? source.bytesRead : offset }

  init(_ source: any ByteSource) {
    self.source = source
  }

  /// Opens `path` for reading; `shouldStop` is asked before each read and every 200 ms of waiting.
  convenience init(path: String, shouldStop: @escaping () -> Bool) throws(SourceFileError) {
    self.init(try DescriptorBytes(path: path, shouldStop: shouldStop))
  }

  /// Reads a descriptor that stays the caller's to close.
  convenience init(descriptor: Int32, shouldStop: @escaping () -> Bool) throws(SourceFileError) {
    self.init(try DescriptorBytes(descriptor: descriptor, shouldStop: shouldStop))
  }

  /// Treats what is still to come, nothing of which was consumed, as gzip data.
  func inflate() throws(SourceFileError) {
    precondition(offset == 0, "what was consumed cannot be inflated")
    source = try InflatedBytes(Array(buffer[unread]), source)
    (unread, isInflated) = (0..<0, true)
  }

  /// Lends what is read but not yet consumed.
  func withUnread<R>(_ body: (Span<UInt8>) -> R) -> R {
    FileBytes.lend(buffer, unread, body)
  }

  /// Takes `count` of the unread bytes as consumed and lends them.
  func take(_ count: Int, _ body: (Span<UInt8>) throws -> Void) throws {
    let taken = unread.lowerBound..<unread.lowerBound + count
    skip(count)
    try FileBytes.lend(buffer, taken, body)
  }

  /// Takes `count` of the unread bytes as consumed.
  func skip(_ count: Int) {
    offset += count
    unread = unread.lowerBound + count..<unread.upperBound
  }

  /// The array is an argument so that no access to the property lasts while `body` runs.
  private static func lend<R>(
    _ buffer: [UInt8], _ range: Range<Int>, _ body: (Span<UInt8>) throws -> R
  ) rethrows -> R {
    try body(buffer.span.extracting(range))
  }

  /// How many bytes are read but not yet consumed.
  var unreadCount: Int { unread.count }

  /// Reads until at least `count` bytes are unread; false when the file ends before.
  @inline(__always)
  func fill(_ count: Int) throws(SourceFileError) -> Bool {
    if unread.count >= count { return true }
    return try readUntil(count)
  }

  @inline(never)
  private func readUntil(_ count: Int) throws(SourceFileError) -> Bool {
    while unread.count < count {
      guard try readMore() else { return false }
    }
    return true
  }

  /// Adds what one read gives; false at the end of the file.
  private func readMore() throws(SourceFileError) -> Bool {
    makeRoom()
    let (end, source) = (unread.upperBound, source)
    let count = try unsafe buffer.withUnsafeMutableBufferPointer {
      (bytes) throws(SourceFileError) -> Int in
      // The room is the array's own, for the duration of the call.
      let room = unsafe UnsafeMutableBufferPointer(rebasing: bytes[end...])
      return try unsafe source.read(into: UnsafeMutableRawBufferPointer(room))
    }
    unread = unread.lowerBound..<end + count
    return count > 0
  }

  /// Moves the unread bytes to the front and grows a buffer that is full of them.
  private func makeRoom() {
    if unread.lowerBound > 0 {
      let count = unread.count
      for index in 0..<count { buffer[index] = buffer[unread.lowerBound + index] }
      unread = 0..<count
    }
    guard unread.count == buffer.count else { return }
    // Doubling as bytes arrive: a length that a file only claims costs no memory.
    let doubled = min(2 * buffer.count, BSONDocument.maximumLength)
    let target = max(firstCapacity, doubled)
    buffer.reserveCapacity(target)
    buffer.append(contentsOf: repeatElement(0, count: target - buffer.count))
  }

  /// 1 MiB, or for a smaller file enough to read it at once; a device may claim the size 0.
  private var firstCapacity: Int {
    if isInflated { return FileBytes.largestStart }
    let wanted = size ?? FileBytes.largestStart
    return max(FileBytes.smallestStart, min(wanted + 1, FileBytes.largestStart))
  }
}
