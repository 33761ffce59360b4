import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsPathTests {
  @Test func `what is a place in a list`() {
    let places: [String: Int?] = [
      "0": 0, "7": 7, "10": 10, "999999999": 999_999_999, "00": nil, "01": nil, "1a": nil,
      "-1": nil, "1000000000": nil, "x": nil,
    ]
    for (text, place) in places { #expect(FieldPath.place(Array(text.utf8)) == place, "\(text)") }
  }

  @Test func `a list's elements count by their places, whatever their names are`() throws {
    let bytes = RecordsBSON.bytes([("9", .string("a")), ("1", .string("b")), ("1", .string("c"))])
    let layout = try RecordsFixture.one(.text, field: "v.2")
    let (fate, row) = try RecordsFixture.value(.raw(4, bytes), layout)
    #expect(fate == .staged && row.text(6) == "c")
  }

  @Test(arguments: 1...18)
  func `a name counts to its last byte`(length: Int) throws {
    let name = String(repeating: "n", count: length)
    let layout = try RecordsFixture.one(.text, field: "v." + name)
    for place in 0..<length {
      var other = Array(name.utf8)
      other[place] = UInt8(ascii: "N")
      let value = RecordsBSON.document([
        (String(decoding: other, as: UTF8.self), .string("another's")), (name, .string("mine")),
        (name + "n", .string("a longer one's")),
      ])
      let (fate, row) = try RecordsFixture.value(value, layout)
      #expect(fate == .staged && row.text(6) == "mine")
    }
  }

  @Test func `a broken list is malformed, with its field`() throws {
    let layout = try RecordsFixture.one(.text, field: "v.0")
    var bytes = RecordsBSON.bytes([("0", .string("a")), ("1", .int32(5))])
    bytes[bytes.count - 8] = 0x55
    let (fate, row) = try RecordsFixture.value(.raw(4, bytes), layout)
    #expect(fate == .rejected(.malformed) && row.text(4) == "v", "\(row)")
  }

  @Test func `an object's name twice is a fault within a list too`() throws {
    let layout = try RecordsFixture.one(.text, field: "v.0.a")
    let twice = RecordsBSON.document([("a", .string("1")), ("a", .string("2"))])
    let (fate, row) = try RecordsFixture.value(.array([twice]), layout)
    #expect(fate == .rejected(.duplicateKey) && row.text(4) == "v.0.a")
  }
}
