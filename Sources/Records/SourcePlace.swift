internal import MongoDriver

/// Where in the text of its source a broken document is, and what is wrong with it.
package struct SourcePlace: Equatable, Sendable {
  /// The line on which the document begins; the first one is 1.
  package var line: Int
  /// Where it begins, in bytes from the first one of the text; in a compressed file, of the decompressed text.
  package var byte: Int
  /// What is wrong, in our own words; nothing of the document.
  package var detail: String

  package init(line: Int, byte: Int, detail: String) {
    (self.line, self.byte, self.detail) = (line, byte, detail)
  }

  /// As the stage keeps it: the line, the byte and the words, separated by blanks.
  package var text: String { "\(line) \(byte) \(detail)" }

  /// Reads `text`; nil for any other text.
  package init?(text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let line = Int(parts[0]), let byte = Int(parts[1]) else { return nil }
    self.init(line: line, byte: byte, detail: String(parts[2]))
  }
}

extension SourcePlace {
  /// Where a broken document is, and what is wrong with it.
  init(_ fault: DocumentFault) {
    self.init(line: fault.line, byte: fault.offset, detail: fault.what)
  }
}
