internal import Glibc

/// A file descriptor read through one buffer, which grows to the largest document.
///
/// A class so that progress can be read while a document is lent; each reader owns its own.
final class FileBytes {
  /// The largest document: MongoDB's limit for a whole message (48 000 000 bytes).
  static let maximumDocument = 48_000_000
  private static let largestStart = 1 << 20
  private static let smallestStart = 1 << 16

  /// The file's name in messages.
  let name: String
  /// The bytes of a regular file; nil for pipes and devices.
  let size: Int?
  /// The bytes consumed so far.
  private(set) var bytesRead = 0

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let shouldStop: () -> Bool
  private var buffer: [UInt8] = []
  /// What is read and not yet consumed.
  private var unread = 0..<0

  /// Opens `path` for reading.
  convenience init(path: String, shouldStop: @escaping () -> Bool) throws(SourceFileError) {
    let name = VisibleText.escaping(path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SourceFileError(.notFound, file: "the file with an empty or invalid name")
    }
    // Without O_NONBLOCK a named pipe that nobody writes to would hold the call for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw SourceFileError(.notFound, file: name)
      case EACCES, EPERM: throw SourceFileError(.denied, file: name)
      default: throw SourceFileError(.io(errno), file: name)
      }
    }
    try self.init(
      descriptor: descriptor, owned: true, name: name, shouldStop: shouldStop)
  }

  /// Reads a descriptor that stays the caller's to close.
  convenience init(descriptor: Int32, shouldStop: @escaping () -> Bool) throws(SourceFileError) {
    let name = descriptor == 0 ? "standard input" : "file descriptor \(descriptor)"
    try self.init(descriptor: descriptor, owned: false, name: name, shouldStop: shouldStop)
  }

  /// - Parameter owned: whether the descriptor is closed with this object.
  private init(
    descriptor: Int32, owned: Bool, name: String, shouldStop: @escaping () -> Bool
  ) throws(SourceFileError) {
    self.descriptor = descriptor
    ownsDescriptor = owned
    self.name = name
    self.shouldStop = shouldStop
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    let kind = status.st_mode & S_IFMT
    size = isKnown && kind == S_IFREG ? Int(status.st_size) : nil
    guard isKnown else { throw SourceFileError(.io(errno), file: name) }
    guard kind != S_IFDIR else { throw SourceFileError(.io(EISDIR), file: name) }
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Lends what is read and not yet consumed.
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
    bytesRead += count
    unread = unread.lowerBound + count..<unread.upperBound
  }

  /// The array is an argument so that no access to the property lasts while `body` runs.
  private static func lend<R>(
    _ buffer: [UInt8], _ range: Range<Int>, _ body: (Span<UInt8>) throws -> R
  ) rethrows -> R {
    try body(buffer.span.extracting(range))
  }

  /// Reads until at least `count` bytes are unread; false when the file ends before.
  func fill(_ count: Int) throws(SourceFileError) -> Bool {
    while unread.count < count {
      guard try readMore() else { return false }
    }
    return true
  }

  /// Adds what one read gives; false at the end of the file.
  private func readMore() throws(SourceFileError) -> Bool {
    makeRoom()
    let end = unread.upperBound
    while true {
      try waitUntilReadable()
      // The pointer is the array's own and used for the call; read(2) keeps within the count.
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
        return unsafe read(descriptor, room.baseAddress, room.count)
      }
      if count > 0 {
        unread = unread.lowerBound..<end + count
        return true
      }
      if count == 0 { return false }
      guard errno == EINTR || errno == EAGAIN else { throw SourceFileError(.io(errno), file: name) }
    }
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
    let doubled = min(2 * buffer.count, FileBytes.maximumDocument)
    let target = max(firstCapacity, doubled)
    buffer.reserveCapacity(target)
    buffer.append(contentsOf: repeatElement(0, count: target - buffer.count))
  }

  /// 1 MiB, or for a smaller file what ends it in one read; a device may call its size 0.
  private var firstCapacity: Int {
    let wanted = size ?? FileBytes.largestStart
    return max(FileBytes.smallestStart, min(wanted + 1, FileBytes.largestStart))
  }

  /// Waits for data, asking `shouldStop` before and every 200 ms.
  private func waitUntilReadable() throws(SourceFileError) {
    while true {
      if shouldStop() { throw SourceFileError(.stopped, file: name) }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&request, 1, 200)
      if ready > 0 { return }
      guard ready == 0 || errno == EINTR else { throw SourceFileError(.io(errno), file: name) }
    }
  }
}
