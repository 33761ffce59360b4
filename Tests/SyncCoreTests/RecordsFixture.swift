import PostgresDriver

@testable import Records
@testable import SyncCore

/// Layouts and the encoding of one document, for the tests of records.
enum RecordsFixture {
  /// The standard mapping on the standard table: the row has twelve fields, of which 8 is the name,
  /// 9 the phone, 10 the address and 11 the mark of a twin.
  static func standard(
    match: MatchRule = .casefold, only: [String]? = nil
  ) throws -> RowLayout {
    try RowLayout(
      match: match,
      email: LayoutColumn(
        source: ValueSource(path("email")), column: "email", kind: .text, nullable: false,
        maxLength: 255),
      protected: LayoutColumn(
        source: ValueSource(path("protected")), column: "protected", kind: .boolean, nullable: true),
      createdAt: LayoutColumn(
        source: ValueSource(path("createdAt")), column: "createdat", kind: .timestamptz,
        nullable: true),
      updatedAt: ValueSource(path("updatedAt")),
      columns: [
        LayoutColumn(
          source: ValueSource(path("name")), column: "name", kind: .text, nullable: false,
          maxLength: 255),
        LayoutColumn(
          source: ValueSource(.first([path("phone")]), integersAsDigits: true), column: "phone",
          kind: .text, nullable: true, maxLength: 50),
        LayoutColumn(
          source: ValueSource(path("address")), column: "address", kind: .jsonb, nullable: true),
      ],
      only: only.map { try KeySet(emails: $0, match: match) })
  }

  /// A layout of the email and one column for the field `v`, which is the row's field 6.
  static func one(
    _ kind: ColumnKind, nullable: Bool = true, maxLength: Int? = nil,
    integers: ClosedRange<Int64> = .min ... .max, numeric: NumericLimit? = nil,
    keeps: Bool = false, digits: Bool = false, field: String = "v"
  ) throws -> RowLayout {
    try RowLayout(
      match: .casefold,
      email: LayoutColumn(
        source: ValueSource(path("email")), column: "email", kind: .text, nullable: false),
      protected: nil, createdAt: nil, updatedAt: nil,
      columns: [
        LayoutColumn(
          source: ValueSource(.first([path(field)]), integersAsDigits: digits), column: "v",
          kind: kind, nullable: nullable, maxLength: maxLength, integerRange: integers,
          numericLimit: numeric, absentKeeps: keeps)
      ],
      only: nil)
  }

  static func encode(
    _ members: [(String, RecordsBSON)], _ layout: RowLayout
  ) throws -> (fate: RecordFate, row: RecordsRow) {
    try encode(bytes: RecordsBSON.bytes(members), layout)
  }

  /// The row after a first one, so that a rejection must leave that one alone.
  static func encode(
    bytes: [UInt8], _ layout: RowLayout
  ) throws -> (fate: RecordFate, row: RecordsRow) {
    var encoder = RowEncoder(layout: layout)
    return try encode(bytes: bytes, &encoder)
  }

  /// The same with an encoder that has been used before.
  static func encode(
    bytes: [UInt8], _ encoder: inout RowEncoder
  ) throws -> (fate: RecordFate, row: RecordsRow) {
    var buffer = CopyBuffer(capacity: 64)
    buffer.append(0xAA)
    let fate = encoder.encode(bytes.span, into: &buffer)
    let written = self.bytes(buffer)
    guard written.first == 0xAA, let row = RecordsRow(Array(written.dropFirst())) else {
      throw RecordsFixtureFault.noRow
    }
    return (fate, row)
  }

  /// The outcome for a value of the column of `one`.
  static func value(
    _ value: RecordsBSON?, _ layout: RowLayout
  ) throws -> (fate: RecordFate, row: RecordsRow) {
    var members: [(String, RecordsBSON)] = [("email", .string("a@b"))]
    if let value { members.append(("v", value)) }
    return try encode(members, layout)
  }

  /// The JSON of a value in a jsonb column; the fate when it is rejected.
  static func json(_ value: RecordsBSON) throws -> (fate: RecordFate, text: String?) {
    let result = try self.value(value, one(.jsonb))
    return (result.fate, result.row.json(6))
  }

  static func sourceID(_ id: RecordsBSON) throws -> [UInt8]? {
    try encode([("_id", id), ("email", .string("a@b"))], one(.text)).row.fields[0]
  }

  static func bytes(_ buffer: borrowing CopyBuffer) -> [UInt8] {
    buffer.withSpan { span in span.indices.map { span[$0] } }
  }

  static func path(_ text: String) throws -> FieldPath {
    guard let path = FieldPath(text) else { throw RecordsFixtureFault.noPath }
    return path
  }
}

enum RecordsFixtureFault: Error {
  case noRow, noPath
}
