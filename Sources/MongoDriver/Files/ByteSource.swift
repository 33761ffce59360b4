/// Bytes that arrive in pieces: from a descriptor, or decompressed.
protocol ByteSource: AnyObject {
  /// The source's name in messages.
  var name: String { get }
  /// The size of a regular file on disk, in bytes; nil for pipes and devices.
  var size: Int? { get }
  /// How many bytes of the file itself were read so far.
  var bytesRead: Int { get }

  /// Writes what is available into `room`, and returns its count; 0 at the end. `room` is not empty.
  func read(into room: UnsafeMutableRawBufferPointer) throws(SourceFileError) -> Int
}
