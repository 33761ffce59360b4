internal import MongoDriver
package import PostgresDriver

extension RowEncoder {
  /// Appends the `_id` of the document that was just encoded, as links have it, as a field; false, and nothing, where the
  /// document has none.
  package func appendID(_ document: Span<UInt8>, to buffer: inout CopyBuffer) -> Bool {
    guard let id = fields.elements[idNode], id.type != .null else { return false }
    let start = buffer.count
    do throws(RecordFault) {
      try appendSourceID(document, &buffer)
      return true
    } catch {
      buffer.truncate(to: start)
      return false
    }
  }
}
