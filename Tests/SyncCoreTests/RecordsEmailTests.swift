import Basics
import MongoDriver
import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsEmailTests {
  @Test(
    arguments: [
      ("a@b", "a@b"), (" \t\n\u{B}\u{C}\rA@B.C\r\n", "a@b.c"),
      ("Ünï@Kelvin\u{212A}", "Ünï@kelvin\u{212A}"),
      ("a+\"'\\%@b", "a+\"'\\%@b"), ("ЖИ@Ж", "ЖИ@Ж"), ("e\u{301}@x", "e\u{301}@x"),
      ("a@[::1]", "a@[::1]"), ("@@", nil), ("a@", nil), ("@b", nil), ("a@b@c", nil), ("ab", nil),
      ("", nil), (" ", nil), ("a @b", nil), ("a\t@b", nil), ("a\u{7F}@b", nil), ("a\0@b", nil),
    ] as [(String, String?)])
  func `emails are trimmed, checked and folded`(email: String, key: String?) {
    let bytes = EmailKey.normalize(email, .casefold)
    #expect(bytes == key.map { Array($0.utf8) })
  }

  /// Emails are looked at eight bytes a step, so each place within a step counts.
  @Test func `each ASCII character means the same in each place`() {
    let email = Array("a123456789@bcdefghijk".utf8)
    for place in email.indices where email[place] != UInt8(ascii: "@") {
      for byte in UInt8(0)..<0x80 {
        var bytes = email
        bytes[place] = byte
        let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
        let isTrimmed = isSpace && (place == 0 || place == email.count - 1)
        let isNone = byte <= 0x20 || byte == 0x7F || byte == UInt8(ascii: "@")
        let folded = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
        var key = email
        key[place] = folded
        if isTrimmed { key.remove(at: place) }
        let found = EmailKey.normalize(String(decoding: bytes, as: UTF8.self), .casefold)
        #expect(found == (isNone && !isTrimmed ? nil : key), "byte \(byte) at \(place)")
      }
    }
  }

  @Test func `the exact rule trims and does not fold`() {
    #expect(EmailKey.normalize(" A@B ", .exact) == Array("A@B".utf8))
  }

  /// The White_Space property (PropList.txt) beyond ASCII, controls, and format characters.
  @Test(
    arguments: [
      0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
      0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
      0x01, 0x08, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x9F,
      0xAD, 0x0600, 0x061C, 0x06DD, 0x070F, 0x08E2, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F,
      0x202A, 0x202E, 0x2060, 0x2064, 0x2066, 0x2069, 0x206F, 0xFEFF, 0xFFF9, 0x110BD, 0x1D173,
      0xE0001, 0xE0020, 0xE007F,
    ] as [UInt32])
  func `white space, controls and format characters make no email`(code: UInt32) throws {
    let scalar = String(try #require(Unicode.Scalar(code)))
    for email in [scalar + "a@b", "a" + scalar + "@b", "a@b" + scalar] {
      #expect(EmailKey.normalize(email, .casefold) == nil)
    }
    let (fate, _) = try RecordsFixture.encode(
      [("email", .string("a@b" + scalar))], RecordsFixture.one(.text))
    #expect(fate == .rejected(.emailInvalid))
  }

  @Test(
    arguments: [0xA1, 0x0301, 0x2800, 0x3164, 0xE000, 0xFFFD, 0xFFFE, 0x1F600, 0x10FFFF] as [UInt32]
  )
  func `marks, symbols, private and unassigned characters are allowed`(code: UInt32) throws {
    let email = "a" + String(try #require(Unicode.Scalar(code))) + "@b"
    #expect(EmailKey.normalize(email, .casefold) == Array(email.utf8))
  }

  @Test func `lengths count code points after trimming`() throws {
    let layout = try RecordsFixture.standard()
    func fate(_ letters: Int) throws -> RecordFate {
      let email = "  " + String(repeating: "é", count: letters) + "@b  "
      let members: [(String, RecordsBSON)] = [("email", .string(email)), ("name", .string("n"))]
      return try RecordsFixture.encode(members, layout).fate
    }
    #expect(try fate(253) == .staged)
    #expect(try fate(254) == .rejected(.tooLong))
  }

  @Test func `only the named clients are read`() throws {
    let layout = try RecordsFixture.standard(only: ["Zoe@Example.com ", "b@c"])
    func fate(_ members: [(String, RecordsBSON)]) -> (RecordFate, Int) {
      var encoder = RowEncoder(layout: layout)
      var buffer = CopyBuffer(capacity: 64)
      return (encoder.encode(RecordsBSON.bytes(members).span, into: &buffer), buffer.count)
    }
    let named = ("email", RecordsBSON.string("ZOE@example.com"))
    #expect(fate([named, ("name", .string("Z"))]).0 == .staged)
    #expect(fate([named]).0 == .rejected(.nameMissing))
    #expect(fate([("_id", .text([0xFF])), named]).0 == .rejected(.invalidUTF8))
    for other in [
      [("email", .string("x@y")), ("name", .string("X"))], [("email", .string("no email"))],
      [("email", .null)], [], [named, named],
    ] as [[(String, RecordsBSON)]] {
      #expect(fate(other) == (.ignored, 0))
    }
    var encoder = RowEncoder(layout: layout)
    var buffer = CopyBuffer(capacity: 64)
    let fault = DocumentFault(kind: .syntax, what: "a colon is missing")
    let other = RecordsBSON.bytes([("email", .string("x@y"))])
    let outcome = encoder.encode(broken: fault, other.span, into: &buffer)
    #expect(outcome == .ignored && buffer.count == 0)
    let rest = RecordsBSON.bytes([named])
    let rejected = encoder.encode(broken: fault, rest.span, into: &buffer)
    #expect(rejected == .rejected(.malformed))
  }

  @Test func `a named client whose email is too long is rejected, not ignored`() throws {
    let email = String(repeating: "x", count: 300) + "@y"
    let layout = try RecordsFixture.standard(only: [email])
    let (fate, row) = try RecordsFixture.encode([("email", .string(email))], layout)
    #expect(fate == .rejected(.tooLong))
    #expect(row.fields[1] == nil)
  }

  @Test func `a key set holds each key once and finds all of many`() throws {
    let emails = (0..<1000).map { "User\($0)@example.com" }
    let set = try KeySet(emails: emails + emails, match: .casefold)
    #expect(set.keys.count == 1000)
    #expect(set.keys.first == Array("user0@example.com".utf8))
    #expect(set.keys.allSatisfy { set.contains($0.span) })
    let empty = try KeySet(emails: [], match: .exact)
    for other in ["User0@example.com", "user1000@example.com", ""] {
      let key = Array(other.utf8)
      let found = set.contains(key.span) || empty.contains(key.span)
      #expect(!found)
    }
  }

  @Test func `a value of only that is no email is a usage failure`() {
    let failure = #expect(throws: SyncFailure.self) {
      try KeySet(emails: ["a@b", "x\u{1B}[2J\u{202E}y"], match: .casefold)
    }
    #expect(failure?.code == .usage)
    #expect(failure?.stage == .arguments)
    #expect(failure?.message == "--only: value 2 is not an email address")
  }
}
