import Testing

@testable import synctool

struct NameDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1),
    ("abc", "xbc", 1), ("dry-rum", "dry-run", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func `slips are counted`(a: String, b: String, distance: Int) {
    #expect(NameDistance.between(a, b) == distance)
    #expect(NameDistance.between(b, a) == distance)
  }

  @Test func `a beginning that fits two names suggests neither`() {
    #expect(
      NameDistance.suggestion(for: "allow-", among: ["allow-empty", "allow-unprotect"]) == nil)
    #expect(NameDistance.suggestion(for: "no-p", among: ["no-progress", "force"]) == "no-progress")
  }

  @Test func `a short word is not turned into any other short word`() {
    #expect(NameDistance.suggestion(for: "xy", among: ["man", "wait"]) == nil)
  }
}
