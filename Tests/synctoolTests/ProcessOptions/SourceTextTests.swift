import Foundation
import Testing

/// Records in JSON whose text or values are wrong, run as processes.
struct SourceTextTests {
  /// `REC(x)`: the record that the cases add a member to.
  private static func record(_ more: String, _ number: Int = 1) -> String {
    TestRecord.client(number, "client\(number)@x.test", more)
  }

  private static func run(_ records: [String], status: Int32) throws -> (ProcessStage, ToolEnd) {
    let stage = try ProcessStage()
    try stage.source(records)
    return (stage, try stage.expect(status, "--force", "--report", "run.ndjson"))
  }

  private static let big = "100000000000000000000"

  @Test(arguments: [
    (#""phone":\#(big)"#, "rejected out-of-range phone"),
    (#""phone":9223372036854775808"#, "rejected out-of-range phone"),
    (#""phone":-9007199254740993.0"#, "rejected out-of-range phone"),
    (#""phone":1e20"#, "rejected out-of-range phone"),
    (#""phone":1.5"#, "rejected wrong-type phone"),
    (#""createdAt":{"$date":\#(big)}"#, "rejected malformed createdAt"),
    (#""createdAt":{"$date":{"$numberLong":"\#(big)"}}"#, "rejected malformed createdAt"),
    (#""createdAt":{"$date":"2021-02-29T12:00:00Z"}"#, "rejected malformed createdAt"),
    (#""createdAt":{"$date":"2021-04-31T12:00:00Z"}"#, "rejected malformed createdAt"),
    (#""createdAt":{"$date":"2021-06-30T23:59:60Z"}"#, "rejected malformed createdAt"),
    (#""updatedAt":{"$date":"2100-02-29T00:00:00Z"}"#, "rejected malformed updatedAt"),
    (#""address":{"credit":{"$numberDecimal":"12,50"}}"#, "rejected malformed address.credit"),
    (#""address":{"credit":{"$numberDecimal":"abc"}}"#, "rejected malformed address.credit"),
    (#""address":{"credit":{"$numberDecimal":""}}"#, "rejected malformed address.credit"),
    (#""address":{"credit":{"$numberDecimal":"1e7000"}}"#, "rejected malformed address.credit"),
    (
      #""address":{"credit":{"$numberDecimal":"1234567890123456789012345678901234567890"}}"#,
      "rejected malformed address.credit"
    ),
    (#""address":{"n":1e400}"#, "rejected malformed address.n"),
    (#""address":{"n":[0,{"$numberInt":"3000000000"}]}"#, "rejected malformed address.n.1"),
    (#""address":{"o":{"$oid":"zz000000000000000000zzzz"}}"#, "rejected malformed address.o"),
    (#""address":{"b":{"$binary":{"base64":"?","subType":"00"}}}"#, "rejected malformed address.b"),
    (#""address":{"c":"\ud83d"}"#, "rejected invalid-utf8 address"),
  ])
  func `a value that its type does not have rejects the record with its field`(
    member: String, verdict: String
  ) throws {
    let (stage, end) = try Self.run([Self.record(member)], status: 3)
    let entry = try #require(try stage.report("run.ndjson").first)
    #expect(entry.verdict == verdict, "\(end.everything)")
    #expect(entry.sourceId == TestRecord.id(1) && entry.key == "client1@x.test")
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: [
    (#""address":{"n":15000000000000000000}"#, #"{"n": 15000000000000000000}"#),
    (#""address":{"n":9223372036854775808}"#, #"{"n": 9223372036854776000}"#),
    (#""address":{"n":-9223372036854775809}"#, #"{"n": -9223372036854776000}"#),
    (#""address":{"n":\#(big)}"#, #"{"n": 100000000000000000000}"#),
    (#""address":{"n":123456789012345678901234567890}"#, #"{"n": 123456789012345680000000000000}"#),
    (#""address":{"n":9223372036854775807}"#, #"{"n": 9223372036854775807}"#),
    (#""address":{"n":{"$numberDecimal":"12.50"}}"#, #"{"n": 12.50}"#),
    (#""address":{"n":1e-400}"#, #"{"n": 0}"#),
  ])
  func `an integer beyond 64 bits is the double that JavaScript makes of it`(
    member: String, stored: String
  ) throws {
    let (stage, end) = try Self.run([Self.record(member)], status: 0)
    let isSame = try stage.database.value(
      "SELECT (address = '\(stored)')::text FROM public.clients")
    #expect(isSame == "true", "\(end.everything)")
    #expect(try stage.run("--force").counts() == ["read": 1, "unchanged": 1])
  }

  @Test(arguments: [
    ("integer", "integer", "rejected out-of-range phone"),
    ("bigint", "integer", "rejected out-of-range phone"),
    ("numeric(5)", "numeric", "rejected out-of-range phone"), ("numeric", "numeric", nil),
  ])
  func `an integer beyond 64 bits is never wrapped in a column of numbers`(
    type: String, kind: String, verdict: String?
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "ALTER TABLE public.clients ALTER phone TYPE \(type) USING NULL;")
    try stage.file(
      "mapping.json",
      #"""
      {"email":{"field":"email"},"columns":[{"field":"name"},{"field":"phone","type":"\#(kind)"}]}
      """#)
    try stage.source([Self.record(#""phone":\#(Self.big)"#)])
    let end = try stage.expect(
      verdict == nil ? 0 : 3, "--mapping", "mapping.json", "--report", "run.ndjson")
    if let verdict {
      #expect(try stage.report("run.ndjson").map(\.verdict) == [verdict], "\(end.everything)")
    } else {
      #expect(try stage.database.value("SELECT phone::text FROM public.clients") == Self.big)
    }
  }

  @Test func `an id beyond 64 bits is shown as the double it is`() throws {
    let record = #"{"_id":\#(Self.big),"name":"Ann","email":"no email"}"#
    let (stage, _) = try Self.run([record], status: 3)
    #expect(try stage.report("run.ndjson").map(\.sourceId) == ["1e+20"])
  }

  private static let cut: [(line: String, detail: String, id: Int?, key: String?)] = [
    (record(#""phone":+34"#, 2), "not a JSON number", 2, "client2@x.test"),
    (#"{"phone":0034,"email":"c@x.test"}"#, "not a JSON number", nil, "c@x.test"),
    (String(record("", 2).dropLast()), "a comma or } is missing", 2, "client2@x.test"),
    (String(record("", 2).dropLast(3)), "a text does not end on its line", 2, "client2@x.test"),
    (record(#""address":{"a":1"#, 2), "a comma or } is missing", 2, "client2@x.test"),
    (record(#""address":"#, 2), "a value is missing", 2, "client2@x.test"),
    (
      record(#""seen":ISODate("2021-01-01")"#, 2), "ISODate(…) is syntax of MongoDB's shell", 2,
      "client2@x.test"
    ),
    (record("", 2) + "}", "more follows after its closing brace", 2, "client2@x.test"),
    (
      record("", 2) + #","phone":"5","address":{"city":"Y"}}"#,
      "more follows after its closing brace", 2, "client2@x.test"
    ),
    (record("", 2) + " # a comment", "more follows after its closing brace", 2, "client2@x.test"),
    (record("", 2) + ",", "more follows after its closing brace", 2, "client2@x.test"),
    (record("", 2) + #""phone":"5""#, "more follows after its closing brace", 2, "client2@x.test"),
    ("# a comment", "not the beginning of a document", nil, nil),
    (#"{"name":"a "quoted" word","email":"d@x.test"}"#, "a comma or } is missing", nil, nil),
    (record("", 2).replacing(":", with: "=", maxReplacements: 1), "a colon is missing", nil, nil),
  ]

  @Test(arguments: cut.indices)
  func `a line that cannot be parsed is one rejection with its place, and stops no other`(
    place: Int
  ) throws {
    let (line, detail, id, key) = Self.cut[place]
    let first = Self.record("", 1)
    let (stage, end) = try Self.run([first, line, Self.record("", 3)], status: 3)
    let rejected = try stage.report("run.ndjson").filter { $0.action == "rejected" }
    let entry = try #require(rejected.first, "\(end.everything)")
    #expect(rejected.count == 1 && entry.reason == "malformed")
    #expect(entry.line == 2 && entry.detail == detail, "\(end.everything)")
    #expect(entry.byte == first.utf8.count + 1)
    #expect(entry.sourceId == id.map(TestRecord.id) && entry.key == key, "\(end.everything)")
    #expect(end.error.contains("the document on line 2 (byte ") || detail.contains("shell"))
    #expect(try stage.database.count() == 2)
  }

  @Test func `a fault is told in text, result, every report and journal, and under quiet`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([Self.record(""), Self.record(#""address":{"n":1e999}"#, 2)])
    let offset = Self.record("").utf8.count + 1
    let words = "address.n: malformed (number out of range; line 2, byte \(offset))"
    #expect(try stage.expect(3, "-n").output.contains(words))
    for name in ["r.csv", "r.html", "r.md", "r.ndjson"] {
      try stage.expect(3, "-n", "--report", name)
      #expect(try stage.text(name).contains("number out of range"), "\(name)")
    }
    #expect(try stage.text("r.csv").contains(",number out of range,2,\(offset),"))
    let quiet = try stage.expect(3, "-q")
    #expect(quiet.output.contains(words), "\(quiet.everything)")
    let warned = try stage.expect(3, "-n").error
    #expect(warned.contains("the document on line 2 (byte \(offset)) is not valid Extended JSON"))
    #expect(warned.contains("address.n: number out of range"))
    let shown = try stage.run("show", "last")
    #expect(shown.output.contains(words), "\(shown.everything)")
    let json = try stage.run("show", "last", "--format", "json").output
    #expect(json.contains(#""line":2"#) && json.contains(#""byte":\#(offset)"#), "\(json)")
  }

  @Test(arguments: ["address", "name", "email", "other"])
  func `a text in Latin-1 is invalid-utf8 with its field where it is used`(field: String) throws {
    let stage = try ProcessStage()
    let members = ["name": #""name":"Jos#""#, "email": #""email":"jos#@x.test""#]
    let all = [
      members["name"].flatMap { field == "name" ? $0 : nil } ?? #""name":"Ann""#,
      members["email"].flatMap { field == "email" ? $0 : nil } ?? #""email":"a@x.test""#,
      field == "address" ? #""address":{"city":"M#nchen"}"# : #""address":{}"#,
      field == "other" ? #""note":"caf#""# : #""note":"""#,
    ]
    let text = "{\"_id\":1," + all.joined(separator: ",") + "}\n"
    try stage.file("clients.ndjson", text.utf8.map { $0 == UInt8(ascii: "#") ? 0xE9 : $0 })
    let end = try stage.expect(
      field == "other" ? 0 : 3, "--source", "clients.ndjson", "--report", "run.ndjson")
    let verdicts = try stage.report("run.ndjson").map(\.verdict)
    #expect(
      verdicts == [field == "other" ? "create" : "rejected invalid-utf8 \(field)"],
      "\(end.everything)")
  }
}
