internal import MongoDriver
package import PostgresDriver

/// Turns documents into binary COPY rows of the staging table.
///
/// A row's fields are: `source_id` bytea, `key` text, `newest` int8 (microseconds since 1970),
/// `reason` text, `field` text, `email` text (NULL when it is the key), `created` timestamptz and
/// `protected` bool (each when the layout has it), the layout's columns, those of new rows alone,
/// `place` text: for a document whose text is broken, where it is and what is wrong (`SourcePlace`), and
/// `twin` int2: the sum of 1 when an earlier row may have the same key, and 2 when the record's time cannot be
/// compared with another's; NULL for 0. An integer column is an int8, whatever the table has; text is text
/// without a limit. A rejected record fills only the first five, `place` and `twin`: it competes for its key
/// like a good one. One that is not a client, with `excluded` as its reason, does not.
///
/// The `newest` of a record whose field is absent or not a date is NULL: it only orders duplicates.
package struct RowEncoder {
  /// The reason of a record that the mapping's `where` leaves out.
  package static let excluded = "excluded"

  let match: MatchRule
  let only: KeySet?
  let fieldCount: Int16
  let idNode: Int
  let email: EncodedColumn
  let updatedAt: TimeSource?
  private let created: EncodedColumn?
  private let protected: EncodedColumn?
  private let columns: [EncodedColumn]
  /// How many of the columns, the first ones, are compared; the others are only for new rows.
  private let compared: Int
  /// True when a record equals a row only if it owns it.
  private let comparesOwner: Bool
  var values: ValuePlans
  private let filter: RecordFilter?
  package var fields: RecordFields
  var key: [UInt8] = []
  package private(set) var keys: KeyLedger
  /// The greatest `newest` of the records so far, in microseconds, known and rejected ones included; nil without one.
  package private(set) var newest: Int64?
  /// How many records so far have a value for `newest` that is not a date.
  package private(set) var undated = 0
  /// How many good records so far have no `_id`.
  package private(set) var unnamed = 0
  /// True once a record had a mapped field besides `_id`, whatever its value.
  package var sawMapped = false

  /// Records that are recognised are not appended, with `comparesOwner` only those that own the rows that they equal;
  /// `ledger` are the bytes that their keys may take, and `spilled` is where they go besides when they may be too many for
  /// it.
  package init(
    layout: RowLayout, _ recognition: Recognition = .none, comparesOwner: Bool = false,
    ledger: Int = 1 << 20, _ spilled: SpilledKeys? = nil
  ) {
    keys = KeyLedger(recognition, bytes: ledger, spilled)
    let id = FieldPath(name: "_id")
    fields = RecordFields(
      [id] + layout.fields, emails: layout.email.source.fields,
      times: layout.updatedAt?.fields ?? [], conditions: layout.conditions.map(\.field))
    let tree = fields.tree
    match = layout.match
    only = layout.only
    fieldCount = Int16(7 + layout.filled.count)
    // The tree has a node for each of its paths, so the fallback 0 is unreachable.
    idNode = tree.node(of: id) ?? 0
    var values = ValuePlans()
    email = values.plan(layout.email, tree)
    updatedAt = layout.updatedAt.map { TimeSource($0, &values, tree) }
    created = layout.createdAt.map { values.plan($0, tree) }
    protected = layout.protected.map { values.plan($0, tree) }
    columns = (layout.columns + layout.createColumns).map { values.plan($0, tree) }
    compared = layout.columns.count
    self.comparesOwner = comparesOwner
    self.values = values
    filter = RecordFilter(layout.conditions, tree)
  }

  /// All records were encoded.
  package mutating func finish() { keys.settle() }

  /// Forgets what an earlier read of the source has shown.
  package mutating func restart(_ recognition: Recognition) {
    keys.restart(recognition)
    fields.restart()
    (newest, undated, unnamed) = (nil, 0, 0)
  }

  /// Reads the members of a document, and its email; nil where `--only` names other clients.
  @inline(__always)
  mutating func read(_ document: Span<UInt8>) -> RecordEmail? {
    fields.read(document)
    if !sawMapped { sawMapped = fields.hasMember(besides: idNode) }
    let email = RecordEmail(fields, values, self.email, of: document)
    guard let only else { return email }
    guard let found = email.key else { return nil }
    found.copy(match, of: document, into: &key)
    return only.contains(key.span) ? email : nil
  }

  /// Appends the row of one document, or the row that says why it has none.
  package mutating func encode(
    _ document: Span<UInt8>, into buffer: inout CopyBuffer
  ) -> RecordFate {
    guard let email = read(document) else { return .ignored }
    let time = updatedAt?.time(values, fields, document)
    let start = buffer.count
    var node = 0
    do throws(RecordFault) {
      if let filter, fields.fault == nil, try !filter.admits(fields, document, &node) {
        appendRejection(document, email, Self.excluded, nil, contends: false, &buffer)
        return .excluded
      }
      note(time)
      let fate = try appendRow(document, email, time, &node, &buffer)
      fields.count()
      if case .known = fate { buffer.truncate(to: start) }
      return fate
    } catch {
      fields.countRejected()
      buffer.truncate(to: start)
      let field = node == 0 ? nil : fields.tree.paths[node]
      appendRejection(document, email, error.reason.rawValue, field, &buffer)
      return .rejected(error.reason)
    }
  }

  private mutating func note(_ time: RecordTime?) {
    if let time = time?.microseconds { newest = max(newest ?? time, time) }
    if time?.undated != nil { undated += 1 }
  }

  /// The row is there even of a record that is known; after a throw `node` is the field at fault and the buffer holds a
  /// part of the row.
  private mutating func appendRow(
    _ document: Span<UInt8>, _ email: RecordEmail, _ time: RecordTime?, _ node: inout Int,
    _ buffer: inout CopyBuffer
  ) throws(RecordFault) -> RecordFate {
    if let fault = fields.fault {
      node = fault.node
      throw RecordFault(fault.reason)
    }
    buffer.appendInteger(fieldCount)
    node = idNode
    // Behind its length.
    let idStart = buffer.count + 4
    try appendSourceID(document, &buffer)
    let isUnnamed = buffer.count == idStart
    let owner = idStart..<(comparesOwner ? buffer.count : idStart)
    node = email.node
    if let reason = email.reason { throw RecordFault(reason) }
    guard let found = email.key else { throw RecordFault(.emailMissing) }
    let keyStart = buffer.count + 4
    appendKey(found, document, &buffer)
    let keyRange = keyStart..<buffer.count
    if let updatedAt { _ = try values.value(updatedAt.plan, fields, &node) }
    appendInteger(time?.microseconds, &buffer)
    buffer.appendNull()
    buffer.appendNull()
    if found.isKey(match) {
      buffer.appendNull()
    } else {
      buffer.appendInteger(Int32(found.range.count))
      buffer.append(document, found.range)
    }
    if let created, !(try values.append(created, fields, of: document, &node, to: &buffer)) {
      appendInteger(timeOfID(document), &buffer)
    }
    let protectedStart = buffer.count
    if let protected, !(try values.append(protected, fields, of: document, &node, to: &buffer)) {
      buffer.appendNull()
    }
    let valuesStart = buffer.count
    var valuesEnd = valuesStart
    for place in columns.indices {
      try append(columns[place], document, &node, &buffer)
      if place < compared { valuesEnd = buffer.count }
    }
    let keyHash = buffer.withSpan { KeyHash.of($0.extracting(keyRange)) }
    buffer.appendNull()
    if isUnnamed { unnamed += 1 }
    let mayClaim = found.isKey(match)
    let mayRepeat = appendTwin(keyHash, time, mayClaim: mayClaim, &buffer)
    guard !mayRepeat, mayClaim else { return .staged }
    return buffer.withSpan {
      let flag = protectedStart + 4 < valuesStart ? $0[protectedStart + 4] != 0 : nil
      return keys.claim(
        keyHash, $0.extracting(valuesStart..<valuesEnd), owner: RowOwner($0.extracting(owner)),
        protected: flag)
    }
  }

  @inline(__always)
  private mutating func append(
    _ column: EncodedColumn, _ document: Span<UInt8>, _ node: inout Int, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    if try values.append(column, fields, of: document, &node, to: &buffer) { return }
    if let reason = column.reasonWhenAbsent { throw RecordFault(reason) }
    buffer.appendNull()
  }

  /// Lets the record compete for its key; true when it may have a rival that came first.
  mutating func appendTwin(
    _ key: UInt64, _ time: RecordTime?, mayClaim: Bool, _ buffer: inout CopyBuffer
  ) -> Bool {
    let mayRepeat = keys.enter(key, mayClaim: mayClaim)
    let mark: Int16 = (mayRepeat ? 1 : 0) + (time?.undated == nil ? 0 : 2)
    guard mark > 0 else {
      buffer.appendNull()
      return false
    }
    buffer.appendInteger(Int32(2))
    buffer.appendInteger(mark)
    return mayRepeat
  }

  func appendSourceID(
    _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard let id = fields.elements[idNode], id.type != .null else { return buffer.appendNull() }
    let mark = buffer.beginField()
    try SourceID.append(id, of: document, to: &buffer)
    buffer.endField(mark)
  }

  func appendKey(
    _ found: EmailKey, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    buffer.appendInteger(Int32(found.range.count))
    found.append(match, of: document, into: &buffer)
  }

  /// The time within an ObjectId; nil without one: then the database's `now()` is used.
  private func timeOfID(_ document: Span<UInt8>) -> Int64? {
    guard let id = fields.elements[idNode], id.type == .objectID else { return nil }
    return TimeField.microseconds(ofObjectID: document, at: id.value.lowerBound)
  }

  func appendInteger(_ number: Int64?, _ buffer: inout CopyBuffer) {
    guard let number else { return buffer.appendNull() }
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(number)
  }
}
