package import MongoDriver
package import PostgresDriver

extension RowEncoder {
  /// Appends the rejection of a document whose text is broken; `rest` holds the members that could be
  /// read. Under `--only` one that names no client is ignored.
  package mutating func encode(
    broken fault: DocumentFault, _ rest: Span<UInt8>, into buffer: inout CopyBuffer
  ) -> RecordFate {
    guard let email = read(rest) else { return .ignored }
    let reason: Reason = fault.kind == .depth ? .tooDeep : .malformed
    appendRejection(
      rest, email, reason.rawValue, fault.field, place: SourcePlace(fault), &buffer)
    return .rejected(reason)
  }

  /// The `_id` and the key are given as far as they are known.
  func appendRejection(
    _ document: Span<UInt8>, _ email: RecordEmail, _ reason: String,
    _ field: String?, place: SourcePlace?, _ buffer: inout CopyBuffer
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
    appendText(reason, &buffer)
    appendText(field, &buffer)
    for _ in 7..<fieldCount { buffer.appendNull() }
    appendText(place?.text, &buffer)
    buffer.appendNull()
  }

  func appendText(_ text: String?, _ buffer: inout CopyBuffer) {
    guard let text else { return buffer.appendNull() }
    let mark = buffer.beginField()
    // PostgreSQL stores no NUL.
    buffer.append(utf8: text.replacing("\0", with: ""))
    buffer.endField(mark)
  }
}
