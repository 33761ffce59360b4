import Basics
import MongoDriver
import PostgresDriver

@testable import Records

/// Any bytes at all as a document: one whole COPY row comes out, or the reason why not.
enum FuzzRecord {
  /// Kept from input to input, as from record to record.
  nonisolated(unsafe) private static var encoder = RowEncoder(layout: layout)
  private static let fields = 10 + columns.count

  /// Every kind of column, and one field within another.
  private static let columns = [
    column("name", .text, nullable: false, maxLength: 20), column("phone", .text, digits: true),
    column("address", .jsonb), column("a.b", .text), column("integer", .integer),
    column("numeric", .numeric, numeric: NumericLimit(precision: 40, scale: 10)),
    column("free", .numeric), column("uuid", .uuid), column("flag", .boolean),
    sourced(ValueSource(.first([path("list.0"), path("list.1.x")]), idsAsText: true), .text),
    sourced(ValueSource(.join([path("a.b"), path("name")], separator: "é")), .text, maxLength: 9),
    sourced(ValueSource(.first([path("iso")]), conversion: .iso), .timestamptz),
    sourced(ValueSource(.first([path("epoch")]), conversion: .epoch), .timestamptz),
    sourced(ValueSource(.first([path("free")]), conversion: .text), .numeric),
  ]

  private static func sourced(
    _ source: ValueSource, _ kind: ColumnKind, maxLength: Int? = nil
  ) -> LayoutColumn {
    LayoutColumn(source: source, column: "c", kind: kind, nullable: true, maxLength: maxLength)
  }

  private static let layout = RowLayout(
    match: .casefold, email: column("email", .text, nullable: false, maxLength: 30),
    protected: column("protected", .boolean), createdAt: column("createdAt", .timestamptz),
    updatedAt: ValueSource(path("updatedAt")), columns: columns, only: nil)

  private static func column(
    _ field: String, _ kind: ColumnKind, nullable: Bool = true, maxLength: Int? = nil,
    numeric: NumericLimit? = nil, digits: Bool = false
  ) -> LayoutColumn {
    LayoutColumn(
      source: ValueSource(.first([path(field)]), integersAsDigits: digits), column: field,
      kind: kind, nullable: nullable, maxLength: maxLength, numericLimit: numeric)
  }

  private static func path(_ text: String) -> FieldPath {
    guard let path = FieldPath(text) else { fatalError("no path") }
    return path
  }

  /// As they are, and as the inside of a document whose frame is right.
  static func check(_ bytes: [UInt8]) {
    encode(bytes.span)
    let length = UInt32(bytes.count + 5)
    let framed = (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + bytes + [0]
    encode(framed.span)
  }

  static func encode(_ document: Span<UInt8>) {
    var buffer = CopyBuffer(capacity: 64)
    let fate = encoder.encode(document, into: &buffer)
    let row = buffer.withSpan { span in span.indices.map { span[$0] } }
    let found = split(row)
    hold(found.count == fields, "a row of \(found.count) fields")
    if let id = found[0] { _ = SourceID.text(of: id.span) }
    for field in [1, 3, 4, 5, 8, 9, 11] { checkText(found[field]) }
    if let json = found[10] { checkJSON(json) }
    let isRejected = found[3] != nil
    switch fate {
    case .staged:
      hold(!isRejected && found[1] != nil && found[8] != nil, "a staged row lacks values")
    case .rejected:
      hold(isRejected && found[5...].allSatisfy { $0 == nil }, "a rejected row has values")
    case .ignored, .known, .excluded: fatalError("there is nothing to leave out")
    }
  }

  /// The fields of one binary COPY row, nil for NULL; the bytes must be just that.
  private static func split(_ row: [UInt8]) -> [[UInt8]?] {
    func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
    var fields: [[UInt8]?] = []
    var at = 2
    for _ in 0..<number(row[..<2]) {
      let length = number(row[at..<at + 4])
      at += 4
      if length == 0xFFFF_FFFF {
        fields.append(nil)
      } else {
        fields.append(Array(row[at..<at + length]))
        at += length
      }
    }
    hold(at == row.count, "bytes after the row")
    return fields
  }

  private static func checkText(_ text: [UInt8]?) {
    guard let text else { return }
    hold(!text.contains(0), "a text with a NUL")
    hold(String(validating: text, as: UTF8.self) != nil, "a text that is not UTF-8")
  }

  /// By the version byte, and by the reader for settings, which shares nothing with the writer.
  private static func checkJSON(_ field: [UInt8]) {
    hold(field.first == 1, "jsonb of another version")
    checkText(Array(field.dropFirst()))
    do {
      _ = try JSONReader.parse(Array(field.dropFirst()), depthLimit: 101)
    } catch {
      fatalError("jsonb that is no JSON: \(error)")
    }
  }
}
