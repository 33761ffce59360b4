extension ExtendedJSONReader {
  /// Writes the type of the element being read.
  @inline(__always)
  mutating func setType(_ type: BSONType) {
    output.set(type.rawValue, at: element)
  }

  /// Begins an element of a list, whose name is its number.
  mutating func beginElement() {
    element = output.count
    awaitsValue = true
    output.append(BSONType.null.rawValue)
    appendDigits(frame.count)
    output.append(0)
    frame.count += 1
  }

  private mutating func appendDigits(_ number: Int) {
    if number >= 10 { appendDigits(number / 10) }
    output.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Begins the document or list that is the value of the element.
  mutating func open(isList: Bool) throws(Stop) {
    position += 1
    setType(isList ? .array : .document)
    guard outer.count < Self.deepest else {
      note(.depth, "nested more than \(Self.deepest) levels deep")
      throw .broken
    }
    awaitsValue = false
    outer.append(frame)
    frame = Frame(element: element, length: output.count, isList: isList)
    output.append(integer: Int32(0))
  }

  /// Ends the innermost document or list; true when it was the root.
  mutating func close() throws(Stop) -> Bool {
    position += 1
    endFrame()
    element = frame.element
    let hasDollar = frame.hasDollar
    guard let enclosing = outer.popLast() else {
      if hasDollar { refuseValueAsDocument() }
      return true
    }
    let length = frame.length
    frame = enclosing
    if hasDollar { resolve(from: length) }
    endValue()
    guard output.count <= BSONDocument.maximumLength else {
      throw broken("longer than \(BSONDocument.maximumLength) bytes as BSON")
    }
    return false
  }

  private mutating func endFrame() {
    output.append(0)
    output.set(length: output.count - frame.length, at: frame.length)
  }

  /// Ends everything that is open, leaving out an element without its value.
  mutating func closeAll() {
    if awaitsValue { output.truncate(to: element) }
    endFrame()
    while let enclosing = outer.popLast() {
      frame = enclosing
      endFrame()
    }
  }

  /// Replaces a document like `{"$oid": …}` with the value that it represents.
  private mutating func resolve(from start: Int) {
    scratch.removeAll(keepingCapacity: true)
    let range = start..<output.count
    let found = output.withSpan {
      Wrapper.resolve($0, range, unwrapped: unwrapped, into: &scratch)
    }
    switch found {
    case .document: break
    case .fault(let what):
      note(.value, what)
      output.truncate(to: start)
      setType(.null)
    case .value(let type):
      setType(type)
      output.truncate(to: start)
      output.append(contentsOf: scratch)
      unwrapped = start
    }
  }

  private mutating func refuseValueAsDocument() {
    scratch.removeAll(keepingCapacity: true)
    let found = output.withSpan {
      Wrapper.resolve($0, 0..<$0.count, unwrapped: unwrapped, into: &scratch)
    }
    switch found {
    case .document: break
    case .fault(let what): noteDocument(what)
    case .value: noteDocument("a value where a document is expected")
    }
  }

  private mutating func noteDocument(_ what: String) {
    if fault == nil { fault = DocumentFault(kind: .value, what: what) }
  }

  /// Takes the element as read.
  @inline(__always)
  mutating func endValue() {
    awaitsValue = false
    if outer.isEmpty { hasMember = true }
  }

  /// Notes what is not JSON, if it is the document's first fault, and returns what to throw.
  mutating func broken(_ what: String) -> Stop {
    note(.syntax, what)
    return .broken
  }

  /// Notes a fault of the element being read, if it is the document's first.
  mutating func note(_ kind: DocumentFault.Kind, _ what: String) {
    guard fault == nil else { return }
    fault = DocumentFault(kind: kind, what: what, field: path())
  }

  /// The path of the element being read; nil before the first.
  private func path() -> String? {
    /// The most bytes of a name, and names of a path, that are shown.
    let (longestName, mostNames) = (100, 20)
    let starts = (outer.dropFirst().map(\.element) + (outer.isEmpty ? [] : [frame.element]))
      .prefix(mostNames)
    let isWithin = element >= frame.length + 4
    var names = (Array(starts) + (isWithin ? [element] : [])).map { start in
      output.withSpan { bytes in
        let name = (start + 1..<bytes.count).prefix(longestName).prefix { bytes[$0] != 0 }
        return String(decoding: name.map { bytes[$0] }, as: UTF8.self)
      }
    }
    // What is within a wrapper is part of its value.
    while names.count > 1, let last = names.last, last.hasPrefix("$") { names.removeLast() }
    return names.isEmpty ? nil : names.joined(separator: ".")
  }
}
