internal import MongoDriver
package import PostgresDriver

/// Turns the documents of clients into binary COPY rows that say which row of the target is whose.
///
/// A row's fields are: `id` bytea, the `_id` as in `ComparedID`; `key` text, the email's; `reason` text, why no row is
/// this client's: what is wrong with the email or the document, or `excluded` where the mapping leaves the
/// record out. Other faults of a record do not matter here. Where links are used, `source_id` bytea follows, the `_id` as
/// they have it.
package struct ClientIDEncoder {
  private let linked: Bool
  private let match: MatchRule
  private let idNode: Int
  private let email: EncodedColumn
  private let values: ValuePlans
  private let filter: RecordFilter?
  private var fields: RecordFields
  /// How many documents were read since the start.
  package private(set) var count = 0

  /// `linked` says whether links are used.
  package init(_ layout: RowLayout, linked: Bool) {
    self.linked = linked
    let id = FieldPath(name: "_id")
    let conditions = layout.conditions.map(\.field)
    fields = RecordFields(
      [id] + layout.email.source.fields + conditions, emails: layout.email.source.fields,
      conditions: conditions)
    match = layout.match
    // The tree has a node for each of its paths, so the fallback 0 is unreachable.
    idNode = fields.tree.node(of: id) ?? 0
    var values = ValuePlans()
    email = values.plan(layout.email, fields.tree)
    self.values = values
    filter = RecordFilter(layout.conditions, fields.tree)
  }

  /// Forgets the documents so far: they are read again.
  package mutating func restart() { count = 0 }

  /// Appends the document's row; nobody can point at one without an `_id` that can be read.
  package mutating func encode(_ document: Span<UInt8>, into buffer: inout CopyBuffer) {
    count += 1
    fields.read(document)
    guard let id = fields.elements[idNode] else { return }
    let start = buffer.count
    buffer.appendInteger(Int16(linked ? 4 : 3))
    let mark = buffer.beginField()
    do throws(RecordFault) {
      try ComparedID.append(id, of: document, to: &buffer)
    } catch {
      return buffer.truncate(to: start)
    }
    buffer.endField(mark)
    let email = RecordEmail(fields, values, email, of: document)
    if let reason = reason(email, document) {
      buffer.appendNull()
      let mark = buffer.beginField()
      buffer.append(utf8: reason)
      buffer.endField(mark)
    } else if let key = email.key {
      let mark = buffer.beginField()
      key.append(match, of: document, into: &buffer)
      buffer.endField(mark)
      buffer.appendNull()
    }
    if linked { appendLinkID(id, document, &buffer) }
  }

  private func appendLinkID(
    _ id: BSONElement, _ document: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    let start = buffer.count
    let mark = buffer.beginField()
    do throws(RecordFault) {
      try SourceID.append(id, of: document, to: &buffer)
      buffer.endField(mark)
    } catch {
      buffer.truncate(to: start)
      buffer.appendNull()
    }
  }

  /// nil where there is none; then the email has a key.
  private func reason(_ email: RecordEmail, _ document: Span<UInt8>) -> String? {
    var node = 0
    if let filter, fields.fault == nil,
      (try? filter.admits(fields, document, &node)) == false
    {
      return RowEncoder.excluded
    }
    if fields.isTorn { return Reason.malformed.rawValue }
    if let reason = email.reason { return reason.rawValue }
    return email.key == nil ? (fields.fault?.reason ?? .emailMissing).rawValue : nil
  }
}
