import Testing

@testable import MongoDriver

struct ExtendedJSONFileTests {
  /// The documents that a file with this text has, `nil` for one that is malformed.
  private func read(_ text: String) throws -> [[UInt8]?] {
    try read(Array(text.utf8))
  }

  private func read(_ text: [UInt8]) throws -> [[UInt8]?] {
    let temporary = try TemporaryFile(text, suffix: ".json")
    let file = ExtendedJSONFile(reading: try FileBytes(path: temporary.path) { false })
    var documents: [[UInt8]?] = []
    try file.forEach(
      { bytes in documents.append(Bytes.copy(bytes)) },
      broken: { _, _ in documents.append(nil) })
    #expect(file.file.bytesRead == text.count && file.file.size == text.count)
    return documents
  }

  private static let one = Bytes.document(Bytes.element(16, "a", Bytes.int32(1)))
  private static let two = Bytes.document(Bytes.element(2, "b", Bytes.string("}\"{")))

  @Test(arguments: [
    #"{"a":1}"# + "\n" + #"{"b":"}\"{"}"# + "\n",
    #"{"a":1}{"b":"}\"{"}"#,
    "\u{FEFF}" + #"{ "a" : 1 }"# + "\r\n\r\n\t" + #"{"b":"}\"{"}"# + "\r\n",
    #"[{"a":1},{"b":"}\"{"}]"#,
    "\u{FEFF} [\n" + #"{"a":1}"# + "\n,\n" + #"{"b":"}\"{"}"# + "\n]\n\n",
    "{\n  \"a\": 1\n}\n{\n  \"b\":\n  \"}\\\"{\"\n}\n",
    #"{"a":{"$numberInt":"1"}} {"b":"\u007d\u0022\u007b"}"#,
  ])
  func `all of mongoexport's layouts are read`(_ text: String) throws {
    #expect(try read(text) == [ExtendedJSONFileTests.one, ExtendedJSONFileTests.two])
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}", "[]", " [ ]\n"])
  func `no document is no error`(_ text: String) throws {
    #expect(try read(text).isEmpty)
  }

  @Test(arguments: [
    (#"{"a":1"#, 0), (#"{"a":1} {"a":"}"#, 8), (#"[{"a":1}"#, 8), (#"[{"a":1},"#, 9), ("[", 1),
    (#"{"a":"\"#, 0), ("{", 0),
  ])
  func `an end inside a document or array is truncated`(_ text: String, _ offset: Int) {
    let error = #expect(throws: SourceFileError.self) { try read(text) }
    #expect(error?.kind == .truncated(offset: offset))
  }

  @Test(arguments: [
    ("[[]]", 1), (#"[{"a":1} {"a":1}]"#, 9), (#"[{"a":1},]"#, 9), (#"[,{"a":1}]"#, 1), ("[]{}", 2),
    ("[1]", 1), (#"[{"a":1}}]"#, 8), (#"[{"a":1},null]"#, 9),
  ])
  func `anything else than documents in an array is malformed`(_ text: String, _ offset: Int) {
    let error = #expect(throws: SourceFileError.self) { try read(text) }
    #expect(error?.kind == .brokenArray(line: 1, offset: offset))
  }

  @Test(
    arguments: [
      ("hello", .text), ("\"{}\"", .text), ("]", .text), ("a;b\n1;2\n", .csv), ("<a>\n<b>{", .xml),
      ("<!DOCTYPE html>\n<p>", .html), ("db.clients.find()\n", .shell),
    ] as [(String, ForeignFormat)])
  func `a text without a document is refused by what it looks like`(
    _ text: String, _ format: ForeignFormat
  ) {
    let error = #expect(throws: SourceFileError.self) { try read(text) }
    #expect(error?.kind == .foreign(format))
  }

  @Test(arguments: [#"{"a":1}"# + "\nhello", #"{"a":1}"# + "\n[1]"])
  func `a line that is no document costs itself alone`(_ text: String) throws {
    let one = ExtendedJSONFileTests.one
    #expect(try read(text + "\n" + #"{"a":1}"#) == [one, nil, one])
  }

  @Test(arguments: [
    #"{"a":1},"#, #"{"a":1}}"#, #"{"a":1} x"#, #"{"a":1}[]"#, #"{"a":1},"b":2}"#, #"{"a":1}]}"#,
  ])
  func `a document behind which its line goes on is broken`(_ text: String) throws {
    #expect(try read(text + "\n" + #"{"a":1}"#) == [nil, ExtendedJSONFileTests.one])
  }

  @Test(arguments: [
    #"{"a":}"#, #"{a:1}"#, #"{"a":1 "b":2}"#, #"{"a":{"$date":"yesterday"}}"#,
    #"{"a":{"$oid":"12"}}"#, #"{"a":[1}"#,
    #"{"email\u0000x":"a@x.de"}"#, #"{"a":tru}"#, #"{"a":"\ux800"}"#,
  ])
  func `an object that is no Extended JSON is told and the next one read`(_ text: String) throws {
    #expect(try read(text + #"{"a":1}"#) == [nil, ExtendedJSONFileTests.one])
  }

  @Test func `bytes that are not UTF-8 are passed on, as those of a dump`() throws {
    let bytes = Array(#"{"a":"X"}{"a":1}"#.utf8).map { $0 == 0x58 ? 0xFF : $0 }
    let text = Bytes.document(Bytes.element(2, "a", Bytes.int32(2) + [0xFF, 0]))
    #expect(try read(bytes) == [text, ExtendedJSONFileTests.one])
  }

  @Test func `the types of Extended JSON become BSON`() throws {
    let text = """
      {"o":{"$oid":"0102030405060708090a0b0c"},"d":{"$date":"1970-01-01T00:00:00.005Z"},
       "e":{"$date":{"$numberLong":"-1"}},"l":{"$numberLong":"7"},"f":{"$numberDouble":"NaN"},
       "n":null,"m":{"$numberDecimal":"1.5"},"z":"a\\u0000b"}
      """
    let documents = try read(text)
    let types = try BSONWalkerTests.walk(try #require(documents.first ?? nil))
    #expect(types == [.objectID, .date, .date, .int64, .double, .null, .decimal128, .string])
  }

  @Test(arguments: [10, 90, 100, 150, 100_000])
  func `deep nesting is read or told, and never crashes`(_ depth: Int) throws {
    let text =
      #"{"x":"# + String(repeating: #"{"a":"#, count: depth) + "1"
      + String(repeating: "}", count: depth) + "}"
    let documents = try read(text + #"{"a":1}"#)
    #expect(documents.count == 2 && documents.last == ExtendedJSONFileTests.one)
    if depth <= 90 { #expect(documents[0] != nil) }
  }

  @Test func `a document larger than the buffer is read`() throws {
    let long = String(repeating: "x", count: 1_500_000)
    let documents = try read(#"{"a":1}{"s":""# + long + #""}{"a":1}"#)
    #expect(documents.count == 3)
    #expect(documents[1] == Bytes.document(Bytes.element(2, "s", Bytes.string(long))))
  }
}
