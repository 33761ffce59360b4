/// Documents in Extended JSON as mongoexport writes them: in sequence, or in one array,
/// on one line each or over many.
package struct ExtendedJSONFile: ~Copyable {
  /// A document without members.
  private static let empty: [UInt8] = [5, 0, 0, 0, 0]

  let file: FileBytes

  /// Reads the file from its first unread byte on; `DocumentFile.open` recognises the format.
  init(reading file: FileBytes) {
    self.file = file
  }

  /// Lends the BSON of each document for the time of one call of `body`; calls `broken` for one that
  /// cannot be read, with what is wrong and the BSON of the members that could be. Both may throw to stop.
  ///
  /// A broken document costs only itself: reading continues after it. Anything but documents in
  /// an array, an end within a document or array, and a file in which nothing can be read are a
  /// `SourceFileError`.
  package func forEach(
    _ body: (Span<UInt8>) throws -> Void,
    broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    try requireDocument()
    var walk = JSONWalk(file)
    while try file.fill(1) {
      switch walk.layout.accept(file.withUnread { $0[0] }) {
      case .skip: walk.skipByte()
      case .document:
        if let fault = try walk.read() {
          try walk.reader.output.withSpan { try broken(fault, $0) }
        } else {
          try walk.reader.output.withSpan(body)
        }
      case .refuse:
        guard walk.layout.isSequence else {
          throw walk.brokenArray()
        }
        if let fault = try walk.skipLine() { try broken(fault, Self.empty.span) }
      }
    }
    try walk.finish()
  }

  /// Skips a byte order mark, and refuses a text without a document at the start of one of its first lines.
  private func requireDocument() throws(SourceFileError) {
    if try file.fill(3) {
      let isMark = file.withUnread { $0[0] == 0xEF && $0[1] == 0xBB && $0[2] == 0xBF }
      if isMark { file.skip(3) }
    }
    var looked = 0
    while try file.fill(looked + 1), looked < FileFormat.textLength {
      let (found, count) = file.withUnread { (Self.hasDocument($0), $0.count) }
      if found { return }
      looked = count
    }
    let text = file.withUnread { bytes in
      String(decoding: bytes.indices.prefix(4096).map { bytes[$0] }, as: UTF8.self)
    }
    guard !text.allSatisfy(\.isWhitespace) else { return }
    throw SourceFileError(.foreign(ForeignFormat(text: text)), file: file.name)
  }

  /// True where a line begins with a document or an array of them.
  private static func hasDocument(_ bytes: Span<UInt8>) -> Bool {
    var isLineStart = true
    for at in bytes.indices {
      switch bytes[at] {
      case 0x0A: isLineStart = true
      case 0x20, 0x09, 0x0D: break
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if isLineStart { return true }
      default: isLineStart = false
      }
    }
    return false
  }
}
