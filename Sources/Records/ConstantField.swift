package import Basics
internal import MongoDriver
internal import PostgresDriver

/// Encodes a mapping's constants as fields of a COPY, as if each were in a record.
package enum ConstantField {
  /// The field with its length; throws when the column cannot hold the value.
  package static func encode(_ value: JSONValue, _ column: LayoutColumn) throws(RecordFault)
    -> [UInt8]
  {
    var column = column
    // JSON has no times: in a constant they are text, whatever they are in records.
    column.source.conversion = column.kind == .timestamptz ? .iso : nil
    let plan = EncodedColumn(constantOf: column)
    let document = try BSONConstant.document(value)
    var walker = try BSONWalker(record: document.span, document: 0..<document.count)
    guard let element = try walker.element(document.span) else { throw RecordFault(.malformed) }
    var buffer = CopyBuffer(capacity: 64)
    var json = DocumentJSON(.javaScript)
    try ColumnField.append(element, plan, of: document.span, &json, to: &buffer)
    if let check = FieldCheck(column.form) { try check.require(buffer, from: 0) }
    return buffer.withSpan { bytes in bytes.indices.map { bytes[$0] } }
  }
}
