import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

/// Documents that were cut or changed: each ends in a complete row, never in a trap.
@Suite struct RecordsBrokenTests {
  private static var members: [(String, RecordsBSON)] {
    [
      ("_id", .objectID), ("email", .string("Ä@example.com")), ("name", .string("n")),
      ("phone", .double(5)), ("protected", .bool(true)), ("createdAt", .date(1)),
      (
        "address",
        .document(RecordsColumnTests.everyType.map { ($0.name, $0.value) })
      ),
    ]
  }

  @Test func `a document cut at any byte is malformed`() throws {
    let whole = RecordsBSON.bytes(Self.members)
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    let sound = try RecordsFixture.encode(bytes: whole, &encoder)
    #expect(sound.fate == .staged)
    for end in whole.indices {
      let (fate, row) = try RecordsFixture.encode(bytes: Array(whole[..<end]), &encoder)
      #expect(fate == .rejected(.malformed))
      #expect(row.fields.count == 13)
    }
  }

  @Test func `a frame mended around a cut never stages less than the document`() throws {
    let whole = RecordsBSON.bytes(Self.members)
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    let complete = try RecordsFixture.encode(bytes: whole, &encoder).row
    for end in 5..<whole.count {
      var cut = Array(whole[..<end])
      cut[0] = UInt8(truncatingIfNeeded: end)
      cut[1] = UInt8(truncatingIfNeeded: end >> 8)
      let (fate, row) = try RecordsFixture.encode(bytes: cut, &encoder)
      // A cut between two fields leaves a sound document that lacks some.
      if fate == .staged { #expect(row.fields[10] == nil && row != complete) }
      if row.text(3) == "malformed" { #expect(row.fields[10] == nil) }
    }
  }

  @Test func `any one changed byte ends in a complete row`() throws {
    let whole = RecordsBSON.bytes(Self.members)
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    for at in whole.indices {
      for value in [0, 1, 0x20, 0x7F, 0x80, 0xFF, whole[at] &+ 1, whole[at] &- 1] as [UInt8] {
        var changed = whole
        changed[at] = value
        let (fate, row) = try RecordsFixture.encode(bytes: changed, &encoder)
        #expect((fate == .staged) == (row.fields[3] == nil))
        #expect(row.fields.count == 13)
      }
    }
  }

  @Test func `random bytes end in a complete row`() throws {
    var random = SystemRandomNumberGenerator()
    var encoder = try RowEncoder(layout: RecordsFixture.standard())
    for _ in 0..<2000 {
      let count = Int.random(in: 0..<60, using: &random)
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...20, using: &random) }
      if count > 4 { bytes.replaceSubrange(0..<4, with: [UInt8(count), 0, 0, 0]) }
      let (fate, row) = try RecordsFixture.encode(bytes: bytes, &encoder)
      #expect(fate != .staged && row.fields.count == 13, "\(bytes)")
    }
  }

  @Test func `the email before a break is the record's key`() throws {
    let (fate, row) = try RecordsFixture.encode(
      [("_id", .int32(1)), ("email", .string("A@b")), ("bad", .raw(0x40, []))],
      RecordsFixture.standard())
    #expect(fate == .rejected(.malformed))
    #expect(row.fields[0] != nil && row.text(1) == "a@b" && row.fields[4] == nil)
  }

  @Test func `a break within a mapped document names its field`() throws {
    let inner = RecordsBSON.document([("x", .raw(0x40, []))])
    let (fate, row) = try RecordsFixture.encode(
      [("email", .string("a@b")), ("a", inner)], RecordsFixture.one(.text, field: "a.b"))
    #expect(fate == .rejected(.malformed))
    #expect(row.text(4) == "a")
  }
}
