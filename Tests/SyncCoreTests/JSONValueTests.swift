import Basics
import Testing

@Suite struct JSONValueTests {
  static let literals: [(JSONValue, String)] = [
    ([:], "{}"), ([], "[]"), (true, "true"), (-7, "-7"), ("a\(1)\n", #""a1\n""#),
    (["b": 1, "a": ["c", .null, [:]]], #"{"b":1,"a":["c",null,{}]}"#),
    (["a": 1, "a": 2], #"{"a":1,"a":2}"#),
  ]

  @Test(arguments: literals)
  func `a literal is the JSON that it looks like, in its own order`(value: JSONValue, text: String)
  {
    #expect(JSONWriter().text(value) == text)
  }

  @Test func `what is missing is null`() {
    #expect(JSONValue.text(nil) == .null)
    #expect(JSONValue.text("") == "")
    #expect(JSONValue.integer(Int32?.none) == .null)
    #expect(JSONValue.integer(UInt64.max) == .number("18446744073709551615"))
  }

  @Test func `a member is set in its place, comes last, or goes`() {
    var value: JSONValue = ["b": 1, "a": 2]
    value["b"] = "x"
    value["c"] = .null
    value["d"] = nil
    #expect(value == ["b": "x", "a": 2, "c": .null])
    value["a"] = nil
    #expect(value == ["b": "x", "c": .null])
    #expect(value["c"] == .null)
    #expect(value["a"] == nil)
    #expect((["a"] as JSONValue)["a"] == nil)
  }

  @Test func `the members of another object come behind, as they are`() {
    let value: JSONValue = ["b": 1]
    #expect(value.with(["a": 2, "b": 3]) == ["b": 1, "a": 2, "b": 3])
    #expect(value.with([:]) == value)
  }
}
