internal import Glibc

/// Reads from a file descriptor with `read(2)`.
package enum DescriptorInput {
  /// The next bytes, at most 64 KiB; none at the end. An interrupted read is resumed.
  package static func read(_ descriptor: Int32) throws(SystemFault) -> [UInt8] {
    var code: Int32 = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      var got = 0
      // The array's own storage, which read(2) stays within.
      repeat {
        got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while got < 0 && errno == EINTR
      if got < 0 { code = errno }
      count = max(0, got)
    }
    if code != 0 { throw SystemFault(code) }
    return piece
  }
}
