internal import MongoDriver
internal import PostgresDriver

/// Turns documents into binary COPY rows of the staging table.
///
/// A row's fields are: `source_id` bytea, `key` text, `newest` int8 (milliseconds since 1970),
/// `reason` text, `field` text, `email` text (NULL when it is the key), `created` timestamptz and
/// `protected` bool (each when the layout has it), the layout's columns, and `twin` bool: true when
/// an earlier row may have the same key, else NULL. An integer column is an int8, whatever the table
/// has; text is text without a limit. A rejected record fills the first five alone.
///
/// The `newest` of a record whose field is absent or no date is NULL: it only orders duplicates. One
/// that is no date cannot be ordered, which a good record says by naming it as its `field`.
struct RowEncoder {
  private let match: MatchRule
  private let only: KeySet?
  private let fieldCount: Int16
  private let idNode: Int
  private let email: ColumnPlan
  private let newestNode: Int?
  private let createdNode: Int?
  private let protectedNode: Int?
  private let columns: [ColumnPlan]
  private var fields: RecordFields
  private var json = DocumentJSON(.javaScript)
  private var key: [UInt8] = []
  private(set) var keys: KeyLedger
  /// The greatest `newest` of the records so far, known and rejected ones included; nil without one.
  private(set) var newest: Int64?
  /// How many records so far have a value for `newest` that is no date.
  private(set) var undated = 0

  /// Records that are equal to one of the `known` rows are not appended; nil: all are.
  init(layout: RowLayout, known: KnownRows? = nil) {
    keys = KeyLedger(known: known)
    let id = FieldPath(name: "_id")
    let mapped = [layout.protected, layout.createdAt].compactMap(\.self) + layout.columns
    let paths = [id, layout.email.field] + mapped.map(\.field)
    fields = RecordFields(
      paths + [layout.updatedAtField].compactMap(\.self), email: layout.email.field)
    let tree = fields.tree
    match = layout.match
    only = layout.only
    fieldCount = Int16(7 + mapped.count)
    // The tree has a node for each of its paths, so 0 never comes to pass.
    idNode = tree.node(of: id) ?? 0
    email = ColumnPlan(layout.email, node: tree.node(of: layout.email.field) ?? 0)
    newestNode = layout.updatedAtField.flatMap { tree.node(of: $0) }
    createdNode = layout.createdAt.flatMap { tree.node(of: $0.field) }
    protectedNode = layout.protected.flatMap { tree.node(of: $0.field) }
    columns = layout.columns.map { ColumnPlan($0, node: tree.node(of: $0.field) ?? 0) }
  }

  /// Forgets what an earlier read of the source has shown.
  mutating func restart(known: KnownRows?) {
    keys.restart(known: known)
    (newest, undated) = (nil, 0)
  }

  /// Appends the row of one document, or the row that says why it has none.
  mutating func encode(
    _ document: Span<UInt8>, into buffer: inout CopyBuffer
  ) -> RecordFate {
    fields.read(document)
    let email = RecordEmail(fields, self.email, of: document)
    if let only {
      guard let found = email.key else { return .ignored }
      found.copy(match, of: document, into: &key)
      guard only.contains(key.span) else { return .ignored }
    }
    let time = fields.time(newestNode, document)
    if let time {
      newest = max(newest ?? time, time)
    } else if fields.hasValue(newestNode) {
      undated += 1
    }
    let start = buffer.count
    var node = 0
    do throws(RecordFault) {
      let isKnown = try appendRow(document, email, time, &node, &buffer)
      if isKnown { buffer.truncate(to: start) }
      return isKnown ? .known : .staged
    } catch {
      buffer.truncate(to: start)
      appendRejection(document, email, error.reason, node, &buffer)
      return .rejected(error.reason)
    }
  }

  /// Appends the row of a document that could not be read at all, unless `--only` is in force.
  func encodeMalformed(into buffer: inout CopyBuffer) -> RecordFate {
    guard only == nil else { return .ignored }
    buffer.appendInteger(fieldCount)
    for _ in 0..<3 { buffer.appendNull() }
    appendText(Reason.malformed.rawValue, &buffer)
    for _ in 4..<fieldCount { buffer.appendNull() }
    return .rejected(.malformed)
  }

  /// True when the target has an equal row; after a throw `node` is the field at fault and the buffer
  /// holds a part of the row.
  private mutating func appendRow(
    _ document: Span<UInt8>, _ email: RecordEmail, _ time: Int64?, _ node: inout Int,
    _ buffer: inout CopyBuffer
  ) throws(RecordFault) -> Bool {
    if let fault = fields.fault {
      node = fault.node
      throw RecordFault(fault.reason)
    }
    buffer.appendInteger(fieldCount)
    node = idNode
    try appendSourceID(document, &buffer)
    node = self.email.node
    if let reason = email.reason { throw RecordFault(reason) }
    guard let found = email.key else { throw RecordFault(.emailMissing) }
    let keyStart = buffer.count + 4
    appendKey(found, document, &buffer)
    let keyRange = keyStart..<buffer.count
    if let newestNode {
      node = newestNode
      _ = try fields.value(newestNode)
    }
    appendNewest(time, &buffer)
    if found.isKey(match) {
      buffer.appendNull()
    } else {
      buffer.appendInteger(Int32(found.range.count))
      buffer.append(document, found.range)
    }
    if let createdNode {
      node = createdNode
      try appendCreated(try fields.value(createdNode), document, &buffer)
    }
    if let protectedNode {
      node = protectedNode
      if let value = try fields.value(protectedNode) {
        try ColumnField.boolean(value, document, &buffer)
      } else {
        buffer.appendNull()
      }
    }
    let valuesStart = buffer.count
    for column in columns {
      node = column.node
      try ColumnField.append(try fields.value(node), column, of: document, &json, to: &buffer)
    }
    let valuesRange = valuesStart..<buffer.count
    let keyHash = buffer.withSpan { KeyHash.of($0.extracting(keyRange)) }
    let isTwin = appendTwin(keyHash, &buffer)
    return !isTwin && found.isKey(match) && isKnown(keyHash, valuesRange, document, buffer)
  }

  /// Only a record that has become a row competes for its key; true when it may have a rival.
  private mutating func appendTwin(_ key: UInt64, _ buffer: inout CopyBuffer) -> Bool {
    guard keys.enter(key) else {
      buffer.appendNull()
      return false
    }
    buffer.appendInteger(Int32(1))
    buffer.append(1)
    return true
  }

  private func isKnown(
    _ key: UInt64, _ values: Range<Int>, _ document: Span<UInt8>, _ buffer: borrowing CopyBuffer
  ) -> Bool {
    var protected: Bool?
    if let protectedNode, let value = fields.elements[protectedNode], value.type == .bool {
      protected = document[value.value.lowerBound] != 0
    }
    return buffer.withSpan {
      keys.claim(key, $0.extracting(values), protected: protected)
    }
  }

  /// The `_id` and the key are given as far as they can be told.
  private func appendRejection(
    _ document: Span<UInt8>, _ email: RecordEmail, _ reason: Reason,
    _ node: Int, _ buffer: inout CopyBuffer
  ) {
    buffer.appendInteger(fieldCount)
    let start = buffer.count
    do throws(RecordFault) {
      try appendSourceID(document, &buffer)
    } catch {
      buffer.truncate(to: start)
      buffer.appendNull()
    }
    if let found = email.key, email.reason == nil {
      appendKey(found, document, &buffer)
    } else {
      buffer.appendNull()
    }
    buffer.appendNull()
    appendText(reason.rawValue, &buffer)
    if node == 0 { buffer.appendNull() } else { appendText(fields.tree.paths[node], &buffer) }
    for _ in 5..<fieldCount { buffer.appendNull() }
  }

  private func appendSourceID(
    _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard let id = fields.elements[idNode], id.type != .null else { return buffer.appendNull() }
    let mark = buffer.beginField()
    try SourceID.append(id, of: document, to: &buffer)
    buffer.endField(mark)
  }

  private func appendKey(
    _ found: EmailKey, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    buffer.appendInteger(Int32(found.range.count))
    found.append(match, of: document, into: &buffer)
  }

  /// The time, no reason, and the field where it is no time that could be compared.
  private func appendNewest(_ time: Int64?, _ buffer: inout CopyBuffer) {
    if let time {
      buffer.appendInteger(Int32(8))
      buffer.appendInteger(time)
    } else {
      buffer.appendNull()
    }
    buffer.appendNull()
    guard time == nil, let newestNode, fields.hasValue(newestNode) else {
      return buffer.appendNull()
    }
    appendText(fields.tree.paths[newestNode], &buffer)
  }

  /// NULL when neither the field nor an ObjectId tells the time: the database's `now()` serves then.
  private func appendCreated(
    _ value: BSONElement?, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    if let value { return try ColumnField.timestamp(value, document, &buffer) }
    guard let id = fields.elements[idNode], id.type == .objectID else {
      return buffer.appendNull()
    }
    let time = TimeField.microseconds(ofObjectID: document, at: id.value.lowerBound)
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(time)
  }

  private func appendText(_ text: String, _ buffer: inout CopyBuffer) {
    let mark = buffer.beginField()
    buffer.append(utf8: text)
    buffer.endField(mark)
  }
}
