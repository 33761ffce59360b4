package import MongoDriver
internal import PostgresDriver

/// Values of documents as text.
package enum DocumentText {
  /// A text of relaxed Extended JSON; nil where a text of the value is not valid, or it is too deep.
  package static func json(_ value: BSONBytes) -> String? {
    made(of: value) { (element, bytes, buffer) throws(RecordFault) in
      var json = DocumentJSON(.extended)
      try json.append(element, of: bytes, to: &buffer)
    }.flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// What reports show for an `_id`; empty where a text of it is not valid.
  package static func id(_ value: BSONBytes) -> String {
    sourceID(value).map { SourceID.text(of: $0.span) } ?? ""
  }

  /// An `_id` as the bytes of `SourceID`; nil where a text of it is not valid.
  package static func sourceID(_ value: BSONBytes) -> [UInt8]? {
    made(of: value) { (element, bytes, buffer) throws(RecordFault) in
      try SourceID.append(element, of: bytes, to: &buffer)
    }
  }

  /// nil where it throws.
  private static func made(
    of value: BSONBytes,
    _ append: (BSONElement, Span<UInt8>, inout CopyBuffer) throws(RecordFault) -> Void
  ) -> [UInt8]? {
    var writer = BSONWriter()
    writer.append([], value)
    let document = writer.finish().bytes
    var buffer = CopyBuffer(capacity: 64)
    do throws(RecordFault) {
      var walker = try BSONWalker(record: document.span, document: 0..<document.count)
      guard let element = try walker.element(document.span) else { return nil }
      try append(element, document.span, &buffer)
    } catch {
      return nil
    }
    return buffer.withSpan { bytes in bytes.indices.map { bytes[$0] } }
  }
}
