/// A `.bson` file as mongodump writes it: documents in sequence.
package struct BSONFile: ~Copyable {
  let file: FileBytes

  /// Reads the file from its first unread byte on; `DocumentFile.open` recognises the format.
  init(reading file: FileBytes) {
    self.file = file
  }

  /// Lends each document for the time of one call of `body`, which may throw to stop.
  ///
  /// Only a document's frame is checked, its length and last byte; `BSONWalker` finds what is wrong
  /// inside. A file that does not end with the end of a document is a `SourceFileError`.
  package func forEach(_ body: (Span<UInt8>) throws -> Void) throws {
    while try file.fill(1) {
      let start = file.bytesRead
      guard try file.fill(4) else { throw fault(.truncated(offset: start)) }
      let length = file.withUnread { Int($0.int32(at: 0)) }
      guard (5...BSONDocument.maximumLength).contains(length) else {
        throw fault(.malformed(offset: start))
      }
      guard try file.fill(length) else { throw fault(.truncated(offset: start)) }
      guard file.withUnread({ $0[length - 1] == 0 }) else { throw fault(.malformed(offset: start)) }
      try file.take(length, body)
    }
  }

  /// The mean size of the documents that are read but not yet consumed; nil where none is whole.
  var firstSize: Int? {
    file.withUnread { bytes in
      var (count, end) = (0, 0)
      while end + 4 <= bytes.count {
        let next = end + max(Int(bytes.int32(at: end)), 5)
        guard next <= bytes.count else { break }
        (count, end) = (count + 1, next)
      }
      return count > 0 ? end / count : nil
    }
  }

  private func fault(_ kind: SourceFileError.Kind) -> SourceFileError {
    SourceFileError(kind, file: file.name)
  }
}
