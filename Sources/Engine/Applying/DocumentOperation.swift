internal import Basics
internal import MongoDriver

/// How MongoDB is asked to write documents, each only while it is as planned.
extension DocumentBatch {
  /// The operations of the documents at these places, in one array; throws where the plan holds what is not BSON, and for a
  /// document of which nothing changes.
  func operations(_ places: [Int]) throws(SyncFailure) -> BSONDocument {
    do {
      return try written(places)
    } catch {
      throw Self.unfit
    }
  }

  private func written(_ places: [Int]) throws(BSONFault) -> BSONDocument {
    var writer = BSONWriter()
    let span = bytes.span
    for (number, place) in places.enumerated() {
      var operation = DocumentOperation(entries[place], guardNames)
      var statement = MongoClient.openOperation(number, in: &writer)
      try operation.appendFilter(span, to: &writer)
      MongoClient.openUpdate(&statement, in: &writer)
      try operation.appendUpdate(span, to: &writer)
      MongoClient.close(statement, in: &writer)
    }
    return writer.finish()
  }
}

/// One operation; `bytes` are those that the entry's ranges are of.
private struct DocumentOperation {
  let entry: DocumentBatch.Entry
  let guardNames: [Range<Int>]
  /// The paths that were asked to be no arrays.
  private var asked: [[UInt8]] = []

  init(_ entry: DocumentBatch.Entry, _ guardNames: [Range<Int>]) {
    (self.entry, self.guardNames) = (entry, guardNames)
  }

  mutating func appendFilter(
    _ bytes: Span<UInt8>, to filter: inout BSONWriter
  ) throws(BSONFault) {
    let id = entry.id
    guard !id.isEmpty, let type = BSONType(rawValue: bytes[id.lowerBound]) else {
      throw BSONFault(.badValue, at: id.lowerBound)
    }
    filter.append(
      "_id".utf8Span.span,
      BSONElement(type: type, key: 0..<0, value: id.lowerBound + 1..<id.upperBound), of: bytes)
    try appendEqualities(entry.before, bytes, to: &filter)
    var after = try Members(entry.after, bytes)
    while let element = try after.next(bytes) {
      if try find(element.key, in: entry.before, bytes) != nil { continue }
      try appendAbsence(of: element.key, bytes, to: &filter)
    }
    try appendEqualities(entry.guards, bytes, to: &filter)
    for name in guardNames where try find(name, in: entry.guards, bytes) == nil {
      try appendAbsence(of: name, bytes, to: &filter)
    }
  }

  func appendUpdate(
    _ bytes: Span<UInt8>, to update: inout BSONWriter
  ) throws(BSONFault) {
    var (after, set) = (try Members(entry.after, bytes), nil as Int?)
    while let element = try after.next(bytes) {
      let held = try find(element.key, in: entry.before, bytes)
      if let held, isSame(held, element, bytes) { continue }
      if set == nil { set = update.open("$set") }
      update.append(bytes.extracting(element.key), element, of: bytes)
    }
    if let set { update.close(set) }
    var (before, unset) = (try Members(entry.before, bytes), nil as Int?)
    while let element = try before.next(bytes) {
      if try find(element.key, in: entry.after, bytes) != nil { continue }
      if unset == nil { unset = update.open("$unset") }
      update.append(Array(bytes.extracting(element.key)), BSONBytes(.string, [1, 0, 0, 0, 0]))
    }
    if let unset { update.close(unset) }
    // An update without operators would replace the document as a whole.
    if set == nil, unset == nil { throw BSONFault(.badValue, at: entry.after.lowerBound) }
  }

  private mutating func appendEqualities(
    _ fields: Range<Int>, _ bytes: Span<UInt8>, to filter: inout BSONWriter
  ) throws(BSONFault) {
    var members = try Members(fields, bytes)
    while let element = try members.next(bytes) {
      try appendParents(of: element.key, bytes, to: &filter)
      let condition = filter.open(bytes.extracting(element.key))
      filter.appendEquality(element, bytes)
      filter.close(condition)
    }
  }

  private mutating func appendAbsence(
    of name: Range<Int>, _ bytes: Span<UInt8>, to filter: inout BSONWriter
  ) throws(BSONFault) {
    try appendParents(of: name, bytes, to: &filter)
    let condition = filter.open(bytes.extracting(name))
    filter.append("$exists", .bool(false))
    filter.close(condition)
  }

  /// A path must not lead through an array, into each of whose elements MongoDB would look: `a` and `a.b` of `a.b.c`
  /// are asked to be none, each once.
  private mutating func appendParents(
    of path: Range<Int>, _ bytes: Span<UInt8>, to filter: inout BSONWriter
  ) throws(BSONFault) {
    var start = path.lowerBound
    while let dot = bytes.firstIndex(of: UInt8(ascii: "."), in: start..<path.upperBound) {
      start = dot + 1
      let parent = path.lowerBound..<dot
      let copy = Array(bytes.extracting(parent))
      if try isCondition(parent, bytes) || asked.contains(copy) { continue }
      let condition = filter.open(bytes.extracting(parent))
      filter.appendNotArray()
      filter.close(condition)
      asked.append(copy)
    }
  }

  /// True for a field that has a condition of its own.
  private func isCondition(
    _ name: Range<Int>, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> Bool {
    for fields in [entry.before, entry.after, entry.guards]
    where try find(name, in: fields, bytes) != nil { return true }
    return guardNames.contains { isEqual($0, name, bytes) }
  }

  private func find(
    _ name: Range<Int>, in fields: Range<Int>, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> BSONElement? {
    var members = try Members(fields, bytes)
    while let element = try members.next(bytes) {
      if isEqual(element.key, name, bytes) { return element }
    }
    return nil
  }

  private func isSame(_ one: BSONElement, _ other: BSONElement, _ bytes: Span<UInt8>) -> Bool {
    one.type == other.type && isEqual(one.value, other.value, bytes)
  }

  private func isEqual(_ one: Range<Int>, _ other: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    for step in 0..<one.count
    where bytes[one.lowerBound + step] != bytes[other.lowerBound + step] { return false }
    return true
  }
}

/// The members of a document within the bytes; an empty range has none.
private struct Members {
  private var walker: BSONWalker?

  init(_ document: Range<Int>, _ bytes: Span<UInt8>) throws(BSONFault) {
    walker = document.isEmpty ? nil : try BSONWalker(bytes, document: document)
  }

  mutating func next(_ bytes: Span<UInt8>) throws(BSONFault) -> BSONElement? {
    try walker?.next(bytes)
  }
}

extension BSONWriter {
  /// The condition that a field holds exactly this value.
  ///
  /// MongoDB's equality also finds a value among the elements of an array, and takes numbers of all types for one: both
  /// are other values than the plan saw.
  fileprivate mutating func appendEquality(_ element: BSONElement, _ bytes: Span<UInt8>) {
    switch element.type {
    case .null, .undefined: append("$type", .int32(Int32(element.type.rawValue)))
    case .array: return append("$eq".utf8Span.span, element, of: bytes)
    case .int32, .int64, .double, .decimal128:
      append("$eq".utf8Span.span, element, of: bytes)
      append("$type", .int32(Int32(element.type.rawValue)))
    default: append("$eq".utf8Span.span, element, of: bytes)
    }
    appendNotArray()
  }

  fileprivate mutating func appendNotArray() {
    let condition = open("$not")
    append("$type", .string("array"))
    close(condition)
  }
}
