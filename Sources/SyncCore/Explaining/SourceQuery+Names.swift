internal import MongoDriver

extension SourceQuery {
  /// The top-level fields that tell whose record it is: the email, and the time that orders
  /// duplicates.
  static func names(_ layout: RowLayout) -> BSONDocument {
    var writer = BSONWriter()
    var seen: Set<[UInt8]> = []
    for path in [layout.email.field, layout.updatedAtField].compactMap(\.self) {
      guard let name = path.components.first, seen.insert(name).inserted else { continue }
      writer.append(String(decoding: name, as: UTF8.self), .int32(1))
    }
    return writer.finish()
  }
}
