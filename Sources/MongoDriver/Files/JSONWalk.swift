/// The state of a way through a file of documents in JSON.
struct JSONWalk: ~Copyable {
  /// Bytes of a broken document that are looked through before they are dropped.
  private static let piece = 1 << 20

  private let file: FileBytes
  var layout = JSONLayout()
  var reader = ExtendedJSONReader()
  /// The line on which `file` stands.
  private var line = 1
  /// True once anything of a document could be read.
  private var hasContent = false
  private var firstFault: DocumentFault?
  /// True when a broken document ended on this line: what else stands there is a part of it.
  private var isBehindBroken = false

  init(_ file: FileBytes) {
    self.file = file
  }

  /// Skips a byte of white space or punctuation.
  mutating func skipByte() {
    if file.withUnread({ $0[0] }) == 0x0A {
      line += 1
      isBehindBroken = false
    }
    file.skip(1)
  }

  /// Reads the document that begins here into the reader's output; its fault where it has one.
  mutating func read() throws(SourceFileError) -> DocumentFault? {
    let (start, startLine) = (file.offset, line)
    var whole = false
    reading: while true {
      switch file.withUnread({ reader.read($0) }) {
      case .document:
        skipRead()
        (hasContent, isBehindBroken) = (true, false)
        return nil
      case .brokenWhole:
        skipRead()
        whole = true
        break reading
      case .brokenWithin: break reading
      case .incomplete:
        if try fillMore() { continue }
        reader.endEarly()
        break reading
      }
    }
    let noEnd =
      file.unreadCount < BSONDocument.maximumLength
      ? "it has no end" : "longer than \(BSONDocument.maximumLength) bytes"
    if !whole { try resync(start) }
    isBehindBroken = true
    var fault = reader.fault ?? DocumentFault(kind: .syntax, what: noEnd)
    (fault.line, fault.offset) = (startLine, start)
    note(fault)
    return fault
  }

  private mutating func skipRead() {
    line += reader.lineFeeds
    file.skip(reader.position)
  }

  /// Reads on; of a large document by so much that beginning anew does not cost more than reading.
  /// False at the end of the file, and for a document that is too large.
  private func fillMore() throws(SourceFileError) -> Bool {
    let count = file.unreadCount
    guard count < BSONDocument.maximumLength else { return false }
    let wanted = min(count + max(1, (count >> 16) << 15), BSONDocument.maximumLength)
    if try file.fill(wanted) { return true }
    return file.unreadCount > count
  }

  /// Skips the broken document that begins here.
  private mutating func resync(_ start: Int) throws(SourceFileError) {
    var resync = JSONResync()
    var scanned = 0
    while try file.fill(scanned + 1) {
      let (found, count) = file.withUnread { (resync.find($0, scanned..<$0.count), $0.count) }
      if let found {
        line += resync.lineFeeds
        switch found {
        case .end(let end): file.skip(end)
        case .document(let next):
          file.skip(next)
          layout.skipComma()
        }
        return
      }
      scanned = count
      if scanned >= Self.piece {
        file.skip(scanned)
        scanned = 0
      }
    }
    file.skip(file.unreadCount)
    line += resync.lineFeeds
    // Behind a line that is broken there is nothing; but what spans lines and has no end may hold more.
    guard reader.fault == nil || !resync.isOneLine else { return }
    throw SourceFileError(
      reader.fault == nil ? .truncated(offset: start) : .malformed(offset: start), file: file.name)
  }

  /// Skips the rest of a line that is no document; its fault, unless it belongs to one before it.
  mutating func skipLine() throws(SourceFileError) -> DocumentFault? {
    let (start, startLine) = (file.offset, line)
    while try file.fill(1) {
      let (end, count) = file.withUnread { ($0.firstIndex(of: 0x0A, in: 0..<$0.count), $0.count) }
      file.skip(end ?? count)
      if end != nil { break }
    }
    if isBehindBroken { return nil }
    let fault = DocumentFault(
      kind: .syntax, what: "no document begins here", line: startLine, offset: start)
    note(fault)
    return fault
  }

  private mutating func note(_ fault: DocumentFault) {
    switch fault.kind {
    case .value, .depth: hasContent = true
    case .syntax: hasContent = hasContent || reader.hasMember
    case .shell: break
    }
    if firstFault == nil || firstFault?.kind != .shell && fault.kind == .shell {
      firstFault = fault
    }
  }

  /// Throws unless the file may end here and something in it could be read.
  func finish() throws(SourceFileError) {
    guard layout.mayEnd else {
      throw SourceFileError(.truncated(offset: file.offset), file: file.name)
    }
    guard let firstFault, !hasContent else { return }
    throw SourceFileError(
      firstFault.kind == .shell ? .foreign(.shell) : .unreadable(firstFault), file: file.name)
  }
}
