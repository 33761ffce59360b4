internal import MongoDriver

/// The names that documents have.
package enum RecordNames {
  /// More names than this, and longer ones, are ignored.
  private static let most = 40
  private static let longest = 60

  /// The names of a document's own members, in their order.
  package static func top(_ document: Span<UInt8>) -> [String] {
    var names: [String] = []
    do throws(RecordFault) {
      var walker = try BSONWalker(record: document, document: 0..<document.count)
      while names.count < most, let element = try walker.element(document) {
        let name = element.key.prefix(longest).map { document[$0] }
        names.append(String(decoding: name, as: UTF8.self))
      }
    } catch {
      // What comes before the fault is enough.
    }
    return names
  }
}
