package import MongoDriver
package import Records

/// What is asked of MongoDB: few fields more than are used, and under `--only` few documents more
/// than those named.
package struct SourceQuery {
  /// Bytes; MongoDB refuses patterns of over 16 KiB, and a long one costs more than it saves.
  static let longestPattern = 4096

  let filter: BSONDocument
  let projection: BSONDocument

  /// The documents that the layout takes, with the fields that it maps; `_id` comes by itself.
  ///
  /// Logins keep password hashes beside these fields: they never leave the server.
  package static func records(_ layout: RowLayout) -> SourceQuery {
    // Of several fields the first with a value counts, which a filter on them cannot express.
    let fields = layout.email.source.fields
    return SourceQuery(
      filter: fields.count == 1 ? filter(fields[0], layout.only, layout.match) : .empty,
      projection: projection(of: layout.fields))
  }

  /// The users that the layout takes, with the fields that it has.
  package static func users(_ layout: UserLayout) -> SourceQuery {
    SourceQuery(
      filter: filter(layout.email, layout.only, layout.match),
      projection: projection(of: layout.fields))
  }

  /// All clients, or those with these `_id`s and perhaps others, with the fields that decide whose row is theirs.
  package static func keys(_ layout: RowLayout, of ids: [BSONBytes]? = nil) -> SourceQuery {
    SourceQuery(
      filter: ids.map(filter) ?? .empty,
      projection: projection(of: layout.email.source.fields + layout.conditions.map(\.field)))
  }

  /// All documents, with the fields that decide whose record it is and whether it is a client's: the email,
  /// the time that orders duplicates, and those of the mapping's conditions.
  package static func names(_ layout: RowLayout) -> SourceQuery {
    SourceQuery(
      filter: .empty,
      projection: projection(
        of: layout.email.source.fields + (layout.updatedAt?.fields ?? [])
          + layout.conditions.map(\.field)))
  }

  /// The top-level fields of the paths, whole: MongoDB's projection has no places in lists.
  private static func projection(of paths: [FieldPath]) -> BSONDocument {
    var writer = BSONWriter()
    var seen: Set<[UInt8]> = []
    for path in paths {
      guard let name = path.components.first, seen.insert(name).inserted else { continue }
      writer.append(String(decoding: name, as: UTF8.self), .int32(1))
    }
    return writer.finish()
  }

  /// Matches every document whose email in the field has one of the keys, and perhaps others: the encoder decides. All
  /// documents without keys.
  ///
  /// An equality with the emails as given and folded is answered from an index at once, but it leaves out other spellings
  /// of the same key: a newer record under one of them would lose to an older one, or be created a second time. To ask
  /// both costs more than the expression alone, and a union of literal prefixes, which an index bounds, costs a
  /// server without one ten times as much.
  private static func filter(
    _ field: FieldPath, _ only: KeySet?, _ match: MatchRule
  ) -> BSONDocument {
    guard let only else { return .empty }
    let pattern = EmailKey.pattern(of: only.keys, match)
    guard pattern.utf8.count <= longestPattern else { return .empty }
    var expression = BSONWriter()
    expression.append("$regex", .string(pattern))
    var writer = BSONWriter()
    writer.append(field.text, .document(expression.finish()))
    return writer.finish()
  }

  private static func filter(_ ids: [BSONBytes]) -> BSONDocument {
    var writer = BSONWriter()
    writer.append("_id") { (condition) in
      condition.append("$in", .array) { (list) in
        for (place, id) in ids.enumerated() { list.append(Array("\(place)".utf8), id) }
      }
    }
    return writer.finish()
  }
}
