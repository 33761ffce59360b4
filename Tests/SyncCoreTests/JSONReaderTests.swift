import Basics
import SyncCore
import Testing

@Suite struct JSONReaderTests {
  @Test(arguments: [
    ("null", JSONValue.null),
    (" \t\r\n true \n", .bool(true)),
    ("false", .bool(false)),
    ("0", .number("0")),
    ("-0", .number("-0")),
    ("-0.10e+05", .number("-0.10e+05")),
    ("1E400", .number("1E400")),
    ("123456789012345678901234567890.5", .number("123456789012345678901234567890.5")),
    (#""""#, .string("")),
    (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u0041\u00e9\uD83D\ude00\u0000""#, .string("Aé😀\0")),
    ("\"é😀\u{2028}\u{7F}\"", .string("é😀\u{2028}\u{7F}")),
    ("[]", .array([])),
    ("{ }", .object([])),
    ("[ 1 , [ ] , { } ]", .array([.number("1"), .array([]), .object([])])),
    (
      #"{"b":1,"a":{"":null}}"#,
      .object([("b", .number("1")), ("a", .object([("", .null)]))])
    ),
    ("\u{FEFF}1", .number("1")),
  ])
  func `a text becomes its value`(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONReader.parse(text) == value)
  }

  @Test(arguments: [
    ("", JSONFault.Kind.unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
    ("[1,", .unexpectedEnd, 3), ("{", .unexpectedEnd, 1), (#"{"a""#, .unexpectedEnd, 4),
    (#"{"a":"#, .unexpectedEnd, 5), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
    ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2), ("1e", .unexpectedEnd, 2),
    ("nul", .noValue, 0), ("True", .noValue, 0), ("NaN", .noValue, 0), ("+1", .noValue, 0),
    (".5", .noValue, 0), ("[,1]", .noValue, 1), ("[1,]", .noValue, 3), ("'a'", .noValue, 0),
    ("01", .badNumber, 1), ("-01", .badNumber, 2), ("1.e1", .badNumber, 2), ("-a", .badNumber, 1),
    ("1ea", .badNumber, 2), ("1 2", .trailingText, 2), ("{}}", .trailingText, 2),
    ("nullx", .trailingText, 4), ("0x1", .trailingText, 1), ("[1 2]", .noComma, 3),
    ("[1}", .noComma, 2), (#"{"a":1]"#, .noComma, 6), (#"{"a" 1}"#, .noColon, 5),
    ("{1:2}", .noName, 1), (#"{"a":1,}"#, .noName, 7), (#""\x""#, .badEscape, 1),
    (#""\u12g4""#, .badEscape, 1), (#""\ud800""#, .loneSurrogate, 1),
    (#""\udc00\ud800""#, .loneSurrogate, 1), (#""\ud800\u0041""#, .loneSurrogate, 1),
    ("\"a\nb\"", .controlCharacter, 2), ("\"\0\"", .controlCharacter, 1),
    (#"{"a":1,"a":1}"#, .duplicateName, 7), (#"{"a":1,"\u0061":1}"#, .duplicateName, 7),
  ])
  func `a faulty text is refused at its offset`(
    _ text: String, _ kind: JSONFault.Kind, _ offset: Int
  ) {
    let fault = #expect(throws: JSONFault.self) { try JSONReader.parse(text) }
    #expect(fault?.kind == kind)
    #expect(fault?.offset == offset)
  }

  @Test(arguments: [
    [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22],
  ])
  func `bad UTF-8 in a string is refused`(_ bytes: [UInt8]) {
    let fault = #expect(throws: JSONFault.self) { try JSONReader.parse(bytes) }
    #expect(fault?.kind == .badUTF8)
  }

  @Test func `a fault tells line and column in code points`() {
    let fault = #expect(throws: JSONFault.self) { try JSONReader.parse("{\n  \"é\": x}") }
    #expect(fault?.message == "line 2, column 8: a value is missing")
  }

  @Test func `names that differ in their Unicode form are two names`() throws {
    let value = try JSONReader.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(value == .object([("\u{E9}", .number("1")), ("e\u{301}", .number("2"))]))
  }

  @Test func `nesting ends at the limit`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSONReader.parse(nested(200)) }
    #expect(throws: Never.self) { try JSONReader.parse(nested(2_000), depthLimit: 2_000) }
    let fault = #expect(throws: JSONFault.self) { try JSONReader.parse(nested(201)) }
    #expect(fault?.kind == .tooDeep)
    #expect(fault?.offset == 200)
    let hostile = String(repeating: "[", count: 2_000_000)
    #expect(throws: JSONFault.self) { try JSONReader.parse(hostile) }
  }
}
