import Basics
import Engine
import SyncCore
import Testing

@Suite struct JSONDiffTests {
  private func changes(_ from: String, _ to: String) throws -> [String] {
    let from = try JSONReader.parse(from)
    let to = try JSONReader.parse(to)
    let writer = JSONWriter()
    return JSONDiff.changes(from: from, to: to, column: "address").map {
      "\($0.path) \($0.from.map(writer.text) ?? "-") \($0.to.map(writer.text) ?? "-")"
    }
  }

  @Test(arguments: [
    ("1", "1.0"), ("1", "1e0"), ("1", "0.1E1"), ("100", "1e+2"), ("-0", "0"), ("0e99", "-0.00"),
    ("0.001", "1e-3"), ("-12.50", "-1250e-2"), ("0e99999999999999999999", "0"),
    ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
    (#"{"a":1,"b":[2]}"#, #"{"b":[2.0],"a":1}"#),
    ("null", "null"), ("[]", "[]"), (#""x""#, #""\u0078""#),
  ])
  func `equal values have no change`(_ from: String, _ to: String) throws {
    #expect(try changes(from, to) == [])
    #expect(try changes(to, from) == [])
  }

  @Test func `of members with one name the last one counts`() {
    let twice = JSONValue.object([("a", .number("1")), ("a", .number("2"))])
    let once = JSONValue.object([("a", .number("2"))])
    #expect(JSONDiff.changes(from: twice, to: once, column: "address").isEmpty)
  }

  @Test(
    arguments: [
      ("1", "2", ["address 1 2"]),
      ("1", "-1", ["address 1 -1"]),
      ("1", "10", ["address 1 10"]),
      ("0.1", "0.10000000000000000000000001", ["address 0.1 0.10000000000000000000000001"]),
      (
        "1e99999999999999999999", "1e99999999999999999998",
        ["address 1e99999999999999999999 1e99999999999999999998"]
      ),
      ("null", #"{"a":1}"#, [#"address null {"a":1}"#]),
      ("[1]", #"{"a":1}"#, [#"address [1] {"a":1}"#]),
      ("1", #""1""#, [#"address 1 "1""#]),
      ("\"\u{E9}\"", "\"e\u{301}\"", ["address \"\u{E9}\" \"e\u{301}\""]),
      (#"{"a":1}"#, "{}", ["address.a 1 -"]),
      ("{}", #"{"a":null}"#, ["address.a - null"]),
      (
        #"{"z":1,"a":{"b":[1,{"c":2}]}}"#, #"{"z":2,"a":{"b":[1,{"c":3},4]}}"#,
        ["address.a.b[1].c 2 3", "address.a.b[2] - 4", "address.z 1 2"]
      ),
      ("[1,2]", "[2]", ["address[0] 1 2", "address[1] 2 -"]),
      (
        #"{"a b":1,"1a":1,"":1,"_x9":1,"é":1,"q\"":1}"#, "{}",
        [
          #"address."" 1 -"#, #"address."1a" 1 -"#, "address._x9 1 -", #"address."a b" 1 -"#,
          #"address."q\"" 1 -"#, #"address."é" 1 -"#,
        ]
      ),
      (#"{"\u001b[2J":1}"#, "{}", [#"address."\u001b[2J" 1 -"#]),
    ] as [(String, String, [String])])
  func `changes are listed by path`(_ from: String, _ to: String, _ expected: [String]) throws {
    let found = try changes(from, to)
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }
}
