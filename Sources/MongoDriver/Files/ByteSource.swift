/// Bytes that come one piece after the other: from a descriptor, or from what was compressed.
protocol ByteSource: AnyObject {
  /// The source's name in messages.
  var name: String { get }
  /// The bytes of a regular file, as it lies on the disk; nil for pipes and devices.
  var size: Int? { get }
  /// How many bytes of the file itself were read so far.
  var bytesRead: Int { get }

  /// Writes what there is into `room`, and gives its count; 0 at the end. `room` is not empty.
  func read(into room: UnsafeMutableRawBufferPointer) throws(SourceFileError) -> Int
}
