import Basics
import Engine
import SyncCore
import Testing

@testable import synctool

struct PlainTextTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
    (4_107_542_399_999_999, "2100-02-28T23:59:59.999Z"),
    (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"),
  ])
  func `times are UTC`(microseconds: Int64, text: String) {
    #expect(TimeText.iso8601(microseconds: microseconds) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "-1,234"),
  ])
  func `numbers are grouped`(number: Int, text: String) {
    #expect(NumberText.grouped(number) == text)
  }

  @Test(arguments: [
    (0, "0.00", "0.000"), (1.005, "1.00", "1.005"), (59.999, "60.00", "59.999"),
    (-1, "0.00", "0.000"), (Double.nan, "0.00", "0.000"), (0.0014, "0.00", "0.001"),
  ])
  func `seconds have fixed places`(seconds: Double, text: String, json: String) {
    #expect(NumberText.seconds(seconds) == text)
    #expect(NumberText.milliseconds(seconds) == json)
  }

  @Test func `progress is shown ten times a second at most and fits the line`() {
    var line = ProgressLine(now: 5, width: 80)
    let half = ReadProgress(records: 20_000, bytesRead: 50, size: 200)
    #expect(line.update(half, now: 5.09) == nil)
    #expect(line.update(half, now: 7) == "reading: 20,000 records, 25 %, 10,000/s, 2 s")
    #expect(line.update(half, now: 7.05) == nil)
    #expect(
      line.update(ReadProgress(records: 30_000), now: 8)
        == "reading: 30,000 records, 10,000/s, 3 s")
    var narrow = ProgressLine(now: 0, width: 10)
    #expect(narrow.update(half, now: 1) == "reading: ")
  }

  @Test(arguments: [
    (ColorRule.always, true), (.never, false),
  ])
  func `colour follows the rule, without a terminal too`(rule: ColorRule, used: Bool) {
    #expect(TerminalFacts.usesColor(rule, descriptor: -1, kind: "xterm") == used)
    #expect(!TerminalFacts.usesColor(.auto, descriptor: -1, kind: "xterm"))
    #expect(TerminalFacts.width(-1) == nil)
  }
}
