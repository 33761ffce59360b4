internal import Glibc

/// The bytes of a file descriptor.
final class DescriptorBytes: ByteSource {
  let name: String
  let size: Int?
  private(set) var bytesRead = 0

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let shouldStop: () -> Bool

  /// Opens `path` for reading.
  convenience init(path: String, shouldStop: @escaping () -> Bool) throws(SourceFileError) {
    let name = VisibleText.escaping(path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SourceFileError(.notFound, file: "the file with an empty or invalid name")
    }
    // Without O_NONBLOCK a named pipe without a writer would block the call for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw SourceFileError(.notFound, file: name)
      case EACCES, EPERM: throw SourceFileError(.denied, file: name)
      // Standard input that is a socket cannot be reopened.
      case ENXIO where path == "/dev/stdin":
        try self.init(descriptor: 0, owned: false, name: name, shouldStop: shouldStop)
        return
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

  func read(into room: UnsafeMutableRawBufferPointer) throws(SourceFileError) -> Int {
    while true {
      try waitUntilReadable()
      // The room is the caller's for the duration of the call; read(2) stays within the count.
      let count = unsafe Glibc.read(descriptor, room.baseAddress, room.count)
      if count >= 0 {
        bytesRead += count
        return count
      }
      guard errno == EINTR || errno == EAGAIN else { throw SourceFileError(.io(errno), file: name) }
    }
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
