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

  /// The `_id`, the key and the time are given as far as they are known; `contends` says whether the record
  /// competes for its key, which it then keeps from older ones.
  mutating func appendRejection(
    _ document: Span<UInt8>, _ email: RecordEmail, _ reason: String, _ field: String?,
    place: SourcePlace? = nil, contends: Bool = true, _ buffer: inout CopyBuffer
  ) {
    buffer.appendInteger(fieldCount)
    let start = buffer.count
    do throws(RecordFault) {
      try appendSourceID(document, &buffer)
    } catch {
      buffer.truncate(to: start)
      buffer.appendNull()
    }
    let keyStart = buffer.count + 4
    if let found = email.key, email.reason == nil {
      appendKey(found, document, &buffer)
    } else {
      buffer.appendNull()
    }
    let keyRange = keyStart..<buffer.count
    let isRival = contends && !keyRange.isEmpty
    let time =
      isRival ? updatedAt?.certainTime(values, fields, document, isBroken: place != nil) : nil
    appendInteger(time?.microseconds, &buffer)
    appendText(reason, &buffer)
    appendText(field, &buffer)
    for _ in 7..<fieldCount { buffer.appendNull() }
    appendText(place?.text, &buffer)
    if isRival {
      _ = appendTwin(
        buffer.withSpan { KeyHash.of($0.extracting(keyRange)) }, time, mayClaim: false,
        &buffer)
    } else {
      buffer.appendNull()
    }
  }

  func appendText(_ text: String?, _ buffer: inout CopyBuffer) {
    guard let text else { return buffer.appendNull() }
    let mark = buffer.beginField()
    // PostgreSQL stores no NUL.
    buffer.append(utf8: text.replacing("\0", with: ""))
    buffer.endField(mark)
  }
}
