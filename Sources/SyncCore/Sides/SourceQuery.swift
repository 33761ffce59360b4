internal import MongoDriver
internal import Records

/// What is asked of MongoDB: few fields more than are used, and under `--only` few documents more
/// than those named.
struct SourceQuery {
  /// Bytes; MongoDB refuses patterns of over 16 KiB, and a long one costs more than it saves.
  static let longestPattern = 4096

  let filter: BSONDocument
  let projection: BSONDocument

  /// The documents that the layout takes, with the fields that it maps; `_id` comes by itself.
  ///
  /// Logins keep password hashes beside these fields: they never leave the server.
  static func records(_ layout: RowLayout) -> SourceQuery {
    SourceQuery(filter: filter(layout), projection: projection(of: layout.fields))
  }

  /// All documents, with the fields that decide whose record it is and whether it is a client's: the email,
  /// the time that orders duplicates, and those of the mapping's conditions.
  static func names(_ layout: RowLayout) -> SourceQuery {
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

  /// Matches every document whose key is among the layout's `only`, and perhaps others: the
  /// encoder decides.
  private static func filter(_ layout: RowLayout) -> BSONDocument {
    // Of several fields the first with a value counts, which a filter on them cannot express.
    guard let keys = layout.only?.keys, layout.email.source.fields.count == 1 else { return .empty }
    let space = #"[ \t\n\x0b\f\r]*"#
    let any = keys.map { pattern($0, layout.match) }.joined(separator: "|")
    guard any.utf8.count <= longestPattern else { return .empty }
    var expression = BSONWriter()
    expression.append("$regex", .string("^\(space)(?:\(any))\(space)$"))
    var writer = BSONWriter()
    writer.append(layout.email.source.fields[0].text, .document(expression.finish()))
    return writer.finish()
  }

  /// The key as a regular expression, ASCII letters in either case when the rule folds.
  private static func pattern(_ key: [UInt8], _ match: MatchRule) -> String {
    var bytes: [UInt8] = []
    for byte in key {
      let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isLetter, match == .casefold {
        bytes += [UInt8(ascii: "["), byte & ~0x20, byte | 0x20, UInt8(ascii: "]")]
      } else {
        if !isLetter, !isDigit, byte < 0x80 { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
