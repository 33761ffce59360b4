internal import MongoDriver
package import PostgresDriver

/// Where a user's document has what an assignment needs of it.
package struct UserLayout: Sendable {
  /// The email by which people know the user; nothing is matched by it.
  package var email: FieldPath
  /// The field that points at the client's document.
  package var client: FieldPath
  /// The field that takes the id of the client's row.
  package var id: FieldPath
  package var match: MatchRule
  /// The keys of the only users of interest; nil means all.
  package var only: KeySet?

  package init(
    email: FieldPath, client: FieldPath, id: FieldPath, match: MatchRule, only: KeySet?
  ) {
    (self.email, self.client, self.id) = (email, client, id)
    (self.match, self.only) = (match, only)
  }

  /// Every field that is read besides `_id`.
  package var fields: [FieldPath] { [email, client, id] }
}

/// Turns the documents of users into binary COPY rows.
///
/// A row's fields are: `n` int8, from 1 on; `document_id` bytea, the `_id` as a raw value; `source_id` bytea, as in
/// `SourceID`; `key` text, NULL for a user without a usable email; `client` bytea, the id of the client's document as in
/// `ComparedID`, NULL where it is absent or null; `guards` bytea, a document of it alone; `before` bytea, a document of
/// the field that takes the id, empty where it is absent and NULL where the way there is barred; `value` text, the text or
/// the integer in it; `reason` and `field` text, why nothing can be said of the user.
///
/// A raw value is the type's byte and the value's own bytes, as BSON has them; a document is BSON, its one member under the
/// name of the field or its path.
package struct UserEncoder {
  private static let fieldCount: Int16 = 10

  private let layout: UserLayout
  private var fields: RecordFields
  private let nodes: (document: Int, email: Int, client: Int, id: Int)
  /// The names of the members.
  private let names: (client: [UInt8], id: [UInt8])
  private var key: [UInt8] = []
  /// How many users were appended since the start.
  package private(set) var count = 0
  /// True once one of them had an email, or a value in the field of the client.
  package private(set) var (sawEmail, sawClient) = (false, false)

  package init(_ layout: UserLayout) {
    self.layout = layout
    let document = FieldPath(name: "_id")
    fields = RecordFields([document] + layout.fields, emails: [layout.email], conditions: [])
    // The tree has a node for each of its paths, so the fallback 0 is unreachable.
    let node = { [tree = fields.tree] (path: FieldPath) in tree.node(of: path) ?? 0 }
    nodes = (node(document), node(layout.email), node(layout.client), node(layout.id))
    names = (Array(layout.client.text.utf8), Array(layout.id.text.utf8))
  }

  /// Forgets the users so far: they are read again.
  package mutating func restart() {
    (count, sawEmail, sawClient) = (0, false, false)
  }

  /// Appends the user's row, unless other users are the only ones of interest.
  package mutating func encode(_ document: Span<UInt8>, into buffer: inout CopyBuffer) {
    fields.read(document)
    readKey(document)
    if let only = layout.only, !only.contains(key.span) { return }
    count += 1
    if !key.isEmpty { sawEmail = true }
    if fields.elements[nodes.client] != nil { sawClient = true }
    buffer.appendInteger(Self.fieldCount)
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(Int64(count))
    appendRaw(fields.elements[nodes.document], document, &buffer)
    let start = buffer.count
    do throws(RecordFault) {
      try append(fields.elements[nodes.document], document, &buffer, SourceID.append)
    } catch {
      buffer.truncate(to: start)
      buffer.appendNull()
    }
    appendKey(&buffer)
    appendRest(document, &buffer)
  }

  private mutating func readKey(_ document: Span<UInt8>) {
    key.removeAll(keepingCapacity: true)
    guard !fields.emailIsDoubtful, let email = fields.elements[nodes.email], email.type == .string
    else { return }
    if let found = try? EmailKey(document, email.text) {
      found.copy(layout.match, of: document, into: &key)
    }
  }

  private func appendKey(_ buffer: inout CopyBuffer) {
    guard !key.isEmpty else { return buffer.appendNull() }
    buffer.appendInteger(Int32(key.count))
    buffer.append(key.span)
  }

  /// The client, the field that takes its row's id, and what is wrong with the document.
  private func appendRest(_ document: Span<UInt8>, _ buffer: inout CopyBuffer) {
    let start = buffer.count
    var node = nodes.client
    do throws(RecordFault) {
      if let fault = fields.fault {
        node = fault.node
        throw RecordFault(fault.reason)
      }
      if fields.elements[nodes.document] == nil {
        node = nodes.document
        throw RecordFault(.malformed)
      }
      let client = try fields.value(nodes.client)
      try append(client, document, &buffer, ComparedID.append)
      appendDocument(names.client, client, document, &buffer)
      appendBefore(document, &buffer)
      buffer.appendNull()
      buffer.appendNull()
    } catch {
      buffer.truncate(to: start)
      buffer.appendNull()
      buffer.appendNull()
      appendBefore(document, &buffer)
      appendText(error.reason.rawValue, &buffer)
      appendText(node == 0 ? nil : fields.tree.paths[node], &buffer)
    }
  }

  private func appendBefore(_ document: Span<UInt8>, _ buffer: inout CopyBuffer) {
    guard let old = fields.elements[nodes.id] else {
      if fields.canBeSet(nodes.id) {
        buffer.appendInteger(Int32(0))
      } else {
        buffer.appendNull()
      }
      return buffer.appendNull()
    }
    appendDocument(names.id, old, document, &buffer)
    appendValue(old, document, &buffer)
  }

  /// A text that PostgreSQL can store, or the digits of an integer.
  private func appendValue(
    _ element: BSONElement, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    let start = element.value.lowerBound
    let number: Int64?
    switch element.type {
    case .string:
      let isText = (try? ByteScan.requireText(document, element.text)) != nil
      guard isText else { return buffer.appendNull() }
      buffer.appendInteger(Int32(element.text.count))
      return buffer.append(document, element.text)
    case .int32: number = Int64(document.int32(at: start))
    case .int64: number = document.int64(at: start)
    case .double: number = Int64(whole: document.double(at: start))
    default: number = nil
    }
    guard let number else { return buffer.appendNull() }
    let mark = buffer.beginField()
    DigitText.append(number, to: &buffer)
    buffer.endField(mark)
  }

  private func append(
    _ element: BSONElement?, _ document: Span<UInt8>, _ buffer: inout CopyBuffer,
    _ body: (BSONElement, Span<UInt8>, inout CopyBuffer) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    guard let element else { return buffer.appendNull() }
    let mark = buffer.beginField()
    try body(element, document, &buffer)
    buffer.endField(mark)
  }

  private func appendRaw(
    _ element: BSONElement?, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    guard let element else { return buffer.appendNull() }
    buffer.appendInteger(Int32(1 + element.value.count))
    buffer.append(element.type.rawValue)
    buffer.append(document, element.value)
  }

  /// The document that has the element as its only member.
  private func appendDocument(
    _ name: [UInt8], _ element: BSONElement?, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    guard let element else { return buffer.appendNull() }
    let length = Int32(4 + 1 + name.count + 1 + element.value.count + 1)
    buffer.appendInteger(length)
    // A COPY's integers are big-endian, BSON's are little-endian.
    buffer.appendInteger(length.byteSwapped)
    buffer.append(element.type.rawValue)
    buffer.append(name.span)
    buffer.append(0)
    buffer.append(document, element.value)
    buffer.append(0)
  }

  private func appendText(_ text: String?, _ buffer: inout CopyBuffer) {
    guard let text else { return buffer.appendNull() }
    let mark = buffer.beginField()
    buffer.append(utf8: text)
    buffer.endField(mark)
  }
}
