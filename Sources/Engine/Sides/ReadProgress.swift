/// How far the reading of a source has come.
package struct ReadProgress: Sendable {
  /// Records read so far, including rejected ones.
  package var records: Int
  /// Bytes of the file read so far; 0 for a server.
  package var bytesRead: Int
  /// Bytes of the whole file; nil for a server or a pipe.
  package var size: Int?

  package init(records: Int, bytesRead: Int = 0, size: Int? = nil) {
    self.records = records
    self.bytesRead = bytesRead
    self.size = size
  }
}
