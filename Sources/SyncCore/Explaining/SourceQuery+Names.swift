internal import MongoDriver
internal import Records

extension SourceQuery {
  /// The top-level fields that tell whose record it is and whether it is a client's: the email, the time that
  /// orders duplicates, and those of the mapping's conditions.
  static func names(_ layout: RowLayout) -> BSONDocument {
    projection(
      of: layout.email.source.fields + (layout.updatedAt?.fields ?? [])
        + layout.conditions.map(\.field))
  }
}
