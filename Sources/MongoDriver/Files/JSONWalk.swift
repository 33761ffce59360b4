/// The state of a walk through a file of documents in JSON.
struct JSONWalk: ~Copyable {
  /// Bytes of a broken document that are searched before they are dropped.
  private static let piece = 1 << 20

  private let file: FileBytes
  var layout = JSONLayout()
  var reader = ExtendedJSONReader()
  /// The current line of `file`.
  private var line = 1
  /// True once anything of a document could be read.
  private var hasContent = false
  private var firstFault: DocumentFault?
  /// True when a broken document ended on this line: what else is there is part of it.
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

  /// Reads the document that begins here into the reader's output; its fault if it has one.
  mutating func read() throws(SourceFileError) -> DocumentFault? {
    let (start, startLine) = (file.offset, line)
    var whole = false
    reading: while true {
      switch file.withUnread({ reader.read($0) }) {
      case .document:
        skipRead()
        hasContent = true
        guard try hasMore() else {
          isBehindBroken = false
          return nil
        }
        return try brokenBehind(start, startLine)
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
    if !whole { try resync(start, JSONResync(depth: 0), mayEnd: reader.fault != nil) }
    isBehindBroken = true
    var fault = reader.fault ?? DocumentFault(kind: .syntax, what: noEnd)
    (fault.line, fault.offset) = (startLine, start)
    note(fault)
    return fault
  }

  /// True when anything but a document follows on the line: the brace was not the document's own. In an
  /// array nothing but a comma or the end can follow, which its layout sees to.
  private func hasMore() throws(SourceFileError) -> Bool {
    guard layout.isSequence else { return false }
    var looked = 0
    while try file.fill(looked + 1) {
      let byte = file.withUnread { $0[looked] }
      if byte == 0x0A || byte == UInt8(ascii: "{") { return false }
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return true }
      looked += 1
    }
    return false
  }

  /// Skips what belongs to the document whose end was read too early, and returns the fault.
  private mutating func brokenBehind(
    _ start: Int, _ startLine: Int
  ) throws(SourceFileError) -> DocumentFault {
    var fault = DocumentFault(kind: .syntax, what: "more follows after its closing brace")
    (fault.line, fault.offset) = (startLine, start)
    note(fault)
    isBehindBroken = true
    try resync(start, JSONResync(depth: 1), mayEnd: true)
    return fault
  }

  private mutating func skipRead() {
    line += reader.lineFeeds
    file.skip(reader.position)
  }

  /// Reads on; of a large document enough that starting over does not cost more than reading.
  /// False at the end of the file, and for a document that is too large.
  private func fillMore() throws(SourceFileError) -> Bool {
    let count = file.unreadCount
    guard count < BSONDocument.maximumLength else { return false }
    let wanted = min(count + max(1, (count >> 16) << 15), BSONDocument.maximumLength)
    if try file.fill(wanted) { return true }
    return file.unreadCount > count
  }

  /// Skips the rest of the broken document that began at `start`; `mayEnd` says that the file may end with
  /// it, if it is on one whole line.
  private mutating func resync(
    _ start: Int, _ place: JSONResync, mayEnd: Bool
  ) throws(SourceFileError) {
    var resync = place
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
    // After a broken line nothing follows; but a document that spans lines and has no end may hold more,
    // and a line that breaks off is the end of a file that was cut.
    if mayEnd, resync.isOneLine, resync.isWholeLine { return }
    throw SourceFileError(
      !mayEnd || resync.isOneLine ? .truncated(offset: start) : .malformed(offset: start),
      file: file.name)
  }

  /// The error of a byte in an invalid place in an array; MongoDB's shell prints more than its documents.
  func brokenArray() -> SourceFileError {
    let isShell = firstFault?.kind == .shell && !hasContent
    return SourceFileError(
      isShell ? .foreign(.shell) : .brokenArray(line: line, offset: file.offset), file: file.name)
  }

  /// Skips the rest of a line that is not a document; its fault, unless it belongs to one before it.
  mutating func skipLine() throws(SourceFileError) -> DocumentFault? {
    let (start, startLine) = (file.offset, line)
    while try file.fill(1) {
      let (end, count) = file.withUnread { ($0.firstIndex(of: 0x0A, in: 0..<$0.count), $0.count) }
      file.skip(end ?? count)
      if end != nil { break }
    }
    if isBehindBroken { return nil }
    let fault = DocumentFault(
      kind: .syntax, what: "not the beginning of a document", line: startLine, offset: start)
    firstFault = firstFault ?? fault
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
