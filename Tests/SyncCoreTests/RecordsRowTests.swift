import MongoDriver
import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsRowTests {
  private static var client: [(String, RecordsBSON)] {
    [
      ("_id", .objectID), ("name", .string("Zoë")), ("email", .string(" Zoe@Example.COM\n")),
      ("phone", .int64(4_930_123)), ("protected", .bool(true)), ("unknown", .double(1)),
      ("address", .document([("city", .string("Köln")), ("zip", .int32(50667))])),
      ("createdAt", .date(946_684_800_001)), ("updatedAt", .date(1_700_000_000_123)),
    ]
  }

  @Test func `a client becomes one row in the documented order`() throws {
    let (fate, row) = try RecordsFixture.encode(Self.client, RecordsFixture.standard())
    #expect(fate == .staged)
    #expect(row.fields.count == 13)
    #expect(row.fields[0] == [8, 0x65, 0x53, 0xF1, 0, 1, 2, 3, 4, 5, 6, 7, 0xFF])
    #expect(row.text(1) == "zoe@example.com")
    #expect(row.int64(2) == 1_700_000_000_123_000)
    #expect(row.fields[3] == nil && row.fields[4] == nil)
    #expect(row.text(5) == "Zoe@Example.COM")
    #expect(row.int64(6) == 1000)
    #expect(row.fields[7] == [1])
    #expect(row.text(8) == "Zoë")
    #expect(row.text(9) == "4930123")
    #expect(row.json(10) == #"{"zip": 50667, "city": "Köln"}"#)
    #expect(row.fields[11] == nil)
  }

  @Test func `the exact rule keeps the case of the key`() throws {
    let (_, row) = try RecordsFixture.encode(Self.client, RecordsFixture.standard(match: .exact))
    #expect(row.text(1) == "Zoe@Example.COM")
  }

  @Test func `absent and null fields are NULL and the ObjectId tells the time`() throws {
    let members: [(String, RecordsBSON)] = [
      ("_id", .objectID), ("email", .string("a@b")), ("name", .string("")), ("phone", .null),
      ("protected", .null), ("updatedAt", .string("yesterday")),
    ]
    let (fate, row) = try RecordsFixture.encode(members, RecordsFixture.standard())
    #expect(fate == .staged)
    #expect(row.int64(6) == 753_315_200_000_000)
    #expect(row.text(8) == "")
    // A time that is no date cannot order duplicates, which the mark says.
    #expect(row.fields[12] == [0, 2])
    for field in [2, 3, 4, 5, 7, 9, 10, 11] { #expect(row.fields[field] == nil) }
  }

  @Test func `an ObjectId of the year 2106 is no negative time`() throws {
    let members: [(String, RecordsBSON)] = [
      ("_id", .objectID([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0])),
      ("email", .string("a@b")), ("name", .string("n")), ("createdAt", .null),
    ]
    let (_, row) = try RecordsFixture.encode(members, RecordsFixture.standard())
    #expect(row.int64(6) == 3_348_282_495_000_000)
  }

  @Test func `without createdAt and ObjectId the time is NULL`() throws {
    let members: [(String, RecordsBSON)] = [
      ("_id", .int32(1)), ("email", .string("a@b")), ("name", .string("n")),
    ]
    let (fate, row) = try RecordsFixture.encode(members, RecordsFixture.standard())
    #expect(fate == .staged)
    #expect(row.fields[6] == nil)
  }

  @Test(
    arguments: [
      ("name", nil, Reason.nameMissing), ("name", .null, .nameMissing),
      ("name", .int32(1), .wrongType), ("name", .undefined, .wrongType),
      ("name", .string(String(repeating: "é", count: 256)), .tooLong),
      ("name", .string("a\0b"), .nulCharacter), ("name", .text([0xC0, 0x80]), .invalidUTF8),
      ("phone", .bool(true), .wrongType), ("phone", .double(1.5), .wrongType),
      ("protected", .string("yes"), .wrongType), ("protected", .int32(1), .wrongType),
      ("createdAt", .string("2020-01-01"), .wrongType), ("createdAt", .timestamp(1, 1), .wrongType),
      ("createdAt", .date(.max), .outOfRange), ("createdAt", .date(.min), .outOfRange),
      ("address", .document([("a", .int32(1)), ("a", .int32(2))]), .duplicateKey),
      ("address", .document([("a", .string("\0"))]), .nulCharacter),
      ("email", .null, .emailMissing), ("email", nil, .emailMissing),
      ("email", .string(" \t\u{B}\u{C}\r\n"), .emailMissing), ("email", .int32(5), .wrongType),
      ("email", .string("a b@c"), .emailInvalid), ("email", .string("a\0@c"), .nulCharacter),
      ("email", .text([0x61, 0x40, 0xFF]), .invalidUTF8),
      ("email", .string(String(repeating: "x", count: 254) + "@y"), .tooLong),
      ("_id", .text([0xFF]), .invalidUTF8),
    ] as [(String, RecordsBSON?, Reason)])
  func `one bad field rejects the record by its reason`(
    field: String, value: RecordsBSON?, reason: Reason
  ) throws {
    var members = Self.client.filter { $0.0 != field }
    if let value { members.append((field, value)) }
    let (fate, row) = try RecordsFixture.encode(members, RecordsFixture.standard())
    #expect(fate == .rejected(reason))
    #expect(row.fields.count == 13)
    #expect((row.fields[0] == nil) == (field == "_id"))
    #expect(row.text(1) == (field == "email" ? nil : "zoe@example.com"))
    // It competes for the key that it has.
    #expect(row.int64(2) == (field == "email" ? nil : 1_700_000_000_123_000))
    #expect(row.text(3) == reason.rawValue)
    #expect(row.text(4) == field)
    #expect(row.fields[5...].allSatisfy { $0 == nil })
  }

  @Test(arguments: ["name", "email", "address", "_id", "updatedAt", "protected"])
  func `a mapped field that is there twice rejects the record`(field: String) throws {
    let (fate, row) = try RecordsFixture.encode(
      Self.client + [(field, .null)], RecordsFixture.standard())
    #expect(fate == .rejected(.duplicateKey))
    #expect(row.text(4) == field)
    #expect(row.text(1) == (field == "email" ? nil : "zoe@example.com"))
    #expect(row.fields[0] != nil)
    #expect(row.fields[12] == (field == "updatedAt" ? [0, 2] : nil))
  }

  @Test func `a field that is not mapped may repeat`() throws {
    let (fate, _) = try RecordsFixture.encode(
      Self.client + [("unknown", .null)], RecordsFixture.standard())
    #expect(fate == .staged)
  }

  @Test func `a document that could not be converted is malformed`() throws {
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    var buffer = CopyBuffer(capacity: 64)
    let fault = DocumentFault(
      kind: .value, what: "number out of range", field: "address.n", line: 3, offset: 70)
    let rest = RecordsBSON.bytes(Self.client)
    let fate = encoder.encode(broken: fault, rest.span, into: &buffer)
    #expect(fate == .rejected(.malformed))
    let row = try #require(RecordsRow(RecordsFixture.bytes(buffer)))
    #expect(row.fields.count == 13)
    #expect((3...4).map(row.text) == ["malformed", "address.n"])
    #expect(row.text(11) == "3 70 number out of range")
    // With the `_id`, the key and the time that could be read.
    #expect(row.int64(2) == 1_700_000_000_123_000)
    #expect(row.fields.filter { $0 != nil }.count == 6)
  }

  @Test(arguments: [2, 3, 7, 9])
  func `a rejected record whose time nobody can tell says so`(members: Int) throws {
    let broken = RecordsBSON.bytes(Array(Self.client[..<members]) + [("updatedAt", .null)])
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    var buffer = CopyBuffer(capacity: 64)
    _ = encoder.encode(broken: DocumentFault(kind: .syntax, what: "x"), broken.span, into: &buffer)
    let row = try #require(RecordsRow(RecordsFixture.bytes(buffer)))
    // Without a key it has no rivals; a time that came before the break is the record's, unless it is there twice.
    #expect(row.fields[12] == (members < 3 ? nil : [0, 2]))
    #expect(row.fields[2] == nil)
    // Bytes behind the email that are broken may have held it.
    var torn = RecordsBSON.bytes(Self.client)
    torn[torn.count - 20] = 0x42
    let (fate, cut) = try RecordsFixture.encode(bytes: torn, RecordsFixture.standard())
    #expect(fate == .rejected(.malformed) && cut.text(1) == "zoe@example.com")
    #expect(cut.fields[2] == nil && cut.fields[12] == [0, 2])
  }

  @Test func `an encoder forgets one record before the next`() throws {
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    var buffer = CopyBuffer(capacity: 64)
    let bad = RecordsBSON.bytes(Self.client + [("email", .null)])
    let (good, bare) = (RecordsBSON.bytes(Self.client), RecordsBSON.bytes([]))
    let fates = [bad, good, bare].map { encoder.encode($0.span, into: &buffer) }
    #expect(fates == [.rejected(.duplicateKey), .staged, .rejected(.emailMissing)])
    buffer.removeAll()
    _ = encoder.encode(good.span, into: &buffer)
    let fresh = try RecordsFixture.encode(Self.client, RecordsFixture.standard()).row
    let again = try #require(RecordsRow(RecordsFixture.bytes(buffer)))
    // The last field tells that the key has come before.
    #expect(again.fields.dropLast() == fresh.fields.dropLast())
  }

  @Test func `a later record with the same key is marked as a twin`() throws {
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    func twin(_ email: String, name: String? = "n") throws -> [UInt8]? {
      var members: [(String, RecordsBSON)] = [("email", .string(email))]
      if let name { members.append(("name", .string(name))) }
      let document = RecordsBSON.bytes(members)
      var buffer = CopyBuffer(capacity: 64)
      _ = encoder.encode(document.span, into: &buffer)
      return try #require(RecordsRow(RecordsFixture.bytes(buffer))).fields[12]
    }
    #expect(try twin("a@b") == nil)
    #expect(try twin("c@d", name: nil) == nil)
    #expect(!encoder.keys.mayRepeat)
    #expect(try twin(" A@B ") == [0, 1])
    #expect(encoder.keys.mayRepeat)
    #expect(try twin("e@f") == nil)
    // A rejected record is one too, whichever comes first.
    #expect(try twin("c@d") == [0, 1])
    #expect(try twin("e@f", name: nil) == [0, 1])
  }

  @Test func `an email that is its key is not written twice`() throws {
    for (email, stored) in [("a@b", nil), (" a@b ", nil), ("A@b", "A@b")] {
      let (_, row) = try RecordsFixture.encode(
        [("email", .string(email))], RecordsFixture.one(.text))
      #expect(row.text(1) == "a@b")
      #expect(row.text(5) == stored)
    }
    let exact = try RecordsFixture.standard(match: .exact)
    let members: [(String, RecordsBSON)] = [("email", .string("A@b")), ("name", .string("n"))]
    #expect(try RecordsFixture.encode(members, exact).row.text(5) == nil)
  }
}
