internal import CMongoc

/// Documents in Extended JSON as mongoexport writes them: one after the other, or in one array,
/// on one line each or over many.
package struct ExtendedJSONFile: ~Copyable {
  private let file: FileBytes

  /// Reads the file from its first unread byte on; `DocumentFile.open` tells the format.
  init(reading file: FileBytes) {
    self.file = file
  }

  /// The file's bytes; nil for pipes.
  package var size: Int? { file.size }

  /// The bytes consumed so far, the document being lent included; may be read during `forEach`.
  package var bytesRead: Int { file.bytesRead }

  /// Lends the BSON of each document for the time of one call of `body`; calls `malformed` for an
  /// object that is no Extended JSON, with the place of its first byte. Both may throw to stop.
  ///
  /// Anything but white space, and in an array commas, between documents is a `SourceFileError`,
  /// and so is an end within a document or array.
  package func forEach(
    _ body: (Span<UInt8>) throws -> Void, malformed: (_ offset: Int) throws -> Void
  ) throws {
    var layout = JSONLayout()
    try skipByteOrderMark()
    while try file.fill(1) {
      let start = file.bytesRead
      switch layout.accept(file.withUnread { $0[0] }) {
      case .skip: file.skip(1)
      case .document: try deliver(body, malformed)
      case .refuse: throw fault(.malformed(offset: start))
      }
    }
    guard layout.mayEnd else { throw fault(.truncated(offset: file.bytesRead)) }
  }

  private func skipByteOrderMark() throws(SourceFileError) {
    guard try file.fill(3) else { return }
    let isMark = file.withUnread { $0[0] == 0xEF && $0[1] == 0xBB && $0[2] == 0xBF }
    if isMark { file.skip(3) }
  }

  private func deliver(
    _ body: (Span<UInt8>) throws -> Void, _ malformed: (_ offset: Int) throws -> Void
  ) throws {
    let start = file.bytesRead
    try file.take(try objectLength()) { text in
      // libbson reads the text for the time of the call; its copy as BSON is destroyed below.
      let document = unsafe text.withUnsafeBufferPointer {
        unsafe bson_new_from_json($0.baseAddress, $0.count, nil)
      }
      guard let document = unsafe document else { return try malformed(start) }
      defer { unsafe bson_destroy(document) }
      try unsafe BSONMemory.lend(document, body)
    }
  }

  /// The bytes from the unread `{` to its closing brace.
  private func objectLength() throws(SourceFileError) -> Int {
    var scanner = JSONObjectScanner()
    var scanned = 0
    while true {
      let (end, count) = file.withUnread { (scanner.end($0, scanned..<$0.count), $0.count) }
      if let end { return end }
      scanned = count
      guard scanned < FileBytes.maximumDocument else {
        throw fault(.malformed(offset: file.bytesRead))
      }
      guard try file.fill(scanned + 1) else { throw fault(.truncated(offset: file.bytesRead)) }
    }
  }

  private func fault(_ kind: SourceFileError.Kind) -> SourceFileError {
    SourceFileError(kind, file: file.name)
  }
}
