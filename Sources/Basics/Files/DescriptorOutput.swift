internal import Glibc

/// Writes to a file descriptor with `write(2)`, so that no failure is lost in a library's buffer.
package enum DescriptorOutput {
  /// Writes all bytes; on failure returns the `errno`, and nobody knows how many bytes were taken.
  ///
  /// An interrupted or partial write is resumed; a non-blocking descriptor is waited for.
  /// The caller must ignore SIGPIPE.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        // The array's own bytes, from the first unwritten one to the end.
        let written = unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        if written >= 0 {
          done += written
          continue
        }
        let code = errno
        if code == EAGAIN {
          waitUntilWritable(descriptor)
        } else if code != EINTR {
          return code
        }
      }
      return nil
    }
  }

  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }
}
