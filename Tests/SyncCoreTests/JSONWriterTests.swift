import Basics
import SyncCore
import Testing

@Suite struct JSONWriterTests {
  static let value = JSONValue.object([
    ("b", .array([.number("1.50"), .null, .array([])])), ("a", .object([])), ("B", .bool(false)),
  ])

  @Test func `compact text has no white space and keeps the order`() {
    #expect(JSONWriter().text(Self.value) == #"{"b":[1.50,null,[]],"a":{},"B":false}"#)
  }

  @Test func `sorted names stand in byte order at every level`() {
    let value = JSONValue.array([Self.value])
    #expect(
      JSONWriter(sortsNames: true).text(value) == #"[{"B":false,"a":{},"b":[1.50,null,[]]}]"#)
  }

  @Test(arguments: [
    ("\"\\/", #""\"\\/""#),
    ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
    ("\0\u{1B}[31m\u{1F}", #""\u0000\u001b[31m\u001f""#),
    ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009b\\u009f\u{A0}\""),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#),
    ("\u{202A}\u{202E}\u{2066}\u{2069}", #""\u202a\u202e\u2066\u2069""#),
    ("\u{61C}\u{200E}\u{200F}", #""\u061c\u200e\u200f""#),
    ("é😀e\u{301}", "\"é😀e\u{301}\""),
  ])
  func `a string is escaped so that it cannot act on a terminal`(_ text: String, _ json: String) {
    #expect(JSONWriter.quoted(text).utf8.elementsEqual(json.utf8))
    #expect(JSONWriter().text(.object([(text, .null)])) == "{\(json):null}")
  }

  @Test func `what is written reads back the same, whatever the characters`() throws {
    let scalars = (0...0x3000).compactMap(Unicode.Scalar.init) + ["\u{1F600}", "\u{10FFFF}"]
    let value = JSONValue.array(scalars.map { .string(String(Character($0))) } + [Self.value])
    #expect(try JSONReader.parse(JSONWriter().text(value)) == value)
  }

  @Test func `appending leaves what is there`() {
    var bytes = Array("x".utf8)
    JSONWriter().append(.bool(true), to: &bytes)
    #expect(bytes == Array("xtrue".utf8))
  }
}
