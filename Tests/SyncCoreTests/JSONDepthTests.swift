import Basics
import Engine
import SyncCore
import Testing

@Suite struct JSONDepthTests {
  /// Deeper than `jsonb` can be: reading, comparing, writing and freeing must not exhaust the stack.
  @Test func `7 000 levels are read, compared and written`() throws {
    let pairs = 3_500
    func nested(_ core: String) -> String {
      String(repeating: #"{"a":["#, count: pairs) + core + String(repeating: "]}", count: pairs)
    }
    let old = try JSONReader.parse(nested("1"), depthLimit: 7_000)
    let new = try JSONReader.parse(nested("2"), depthLimit: 7_000)
    #expect(JSONWriter(sortsNames: true).text(old) == nested("1"))
    let changes = JSONDiff.changes(from: old, to: new, column: "c")
    #expect(changes.map(\.path) == ["c" + String(repeating: ".a[0]", count: pairs)])
    #expect(changes.first?.to == .number("2"))
  }
}
