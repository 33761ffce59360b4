internal import CZlib
internal import Glibc

/// What gzip data holds, one member after another, as `gunzip` reads it.
///
/// A checksum that does not match, an end within a member and non-zero bytes after the last one
/// are errors: cut or damaged data is never taken for the whole.
@safe final class InflatedBytes: ByteSource {
  private static let inputSize = 1 << 16

  private let source: any ByteSource
  private var stream = unsafe z_stream()
  private let input: UnsafeMutableRawBufferPointer
  /// True before the first member, and after each.
  private var isBetweenMembers = true
  private var hasMember = false

  var name: String { source.name }
  var size: Int? { source.size }
  var bytesRead: Int { source.bytesRead }

  /// Inflates the data that begins with `first`, the bytes already read, and continues in `source`.
  init(_ first: [UInt8], _ source: any ByteSource) throws(SourceFileError) {
    self.source = source
    unsafe input = .allocate(byteCount: max(Self.inputSize, first.count), alignment: 16)
    unsafe input.copyBytes(from: first)
    // zlib keeps this address until the bytes are used up; the block lives as long as the stream.
    unsafe stream.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_in = UInt32(first.count)
    guard unsafe synctool_inflate_init_gzip(&stream) == Z_OK else {
      throw SourceFileError(.io(ENOMEM), file: source.name)
    }
  }

  deinit {
    unsafe inflateEnd(&stream)
    unsafe input.deallocate()
  }

  func read(into room: UnsafeMutableRawBufferPointer) throws(SourceFileError) -> Int {
    while true {
      if unsafe stream.avail_in == 0 {
        // The block is this object's own, and none of it is still in use.
        let count = try unsafe source.read(into: input)
        if count == 0 {
          guard isBetweenMembers, hasMember else { throw fault(.truncatedStream) }
          return 0
        }
        unsafe stream.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
        unsafe stream.avail_in = UInt32(count)
      }
      if isBetweenMembers { try beginMember() }
      if unsafe stream.avail_in == 0 { continue }
      let produced = try unsafe inflate(into: room)
      if produced > 0 { return produced }
    }
  }

  /// Skips zeros, which tapes append to a file, and prepares the stream for a member.
  private func beginMember() throws(SourceFileError) {
    while hasMember, unsafe stream.avail_in > 0, unsafe stream.next_in.pointee == 0 {
      unsafe stream.next_in += 1
      unsafe stream.avail_in -= 1
    }
    guard unsafe stream.avail_in > 0 else { return }
    guard unsafe inflateReset(&stream) == Z_OK else { throw fault(.damagedStream) }
    isBetweenMembers = false
  }

  private func inflate(into room: UnsafeMutableRawBufferPointer) throws(SourceFileError) -> Int {
    // zlib writes at most as much as it may, into the caller's room, only during the call.
    unsafe stream.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_out = UInt32(clamping: room.count)
    let wanted = unsafe Int(stream.avail_out)
    switch unsafe CZlib.inflate(&stream, Z_NO_FLUSH) {
    case Z_STREAM_END: (isBetweenMembers, hasMember) = (true, true)
    case Z_OK, Z_BUF_ERROR: break
    default: throw fault(.damagedStream)
    }
    return unsafe wanted - Int(stream.avail_out)
  }

  private func fault(_ kind: SourceFileError.Kind) -> SourceFileError {
    SourceFileError(kind, file: name)
  }
}
