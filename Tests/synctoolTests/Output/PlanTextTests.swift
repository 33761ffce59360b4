import Engine
import SyncCore
import Testing

@testable import synctool

struct PlanTextTests {
  private func render(_ entries: [PlanEntry], _ counts: Tally) -> [String] {
    var plan = PlanText(palette: Palette(enabled: false), .sync)
    plan.expect(counts)
    var text = ""
    for entry in entries { text += plan.add(entry) }
    text += plan.finish()
    return text.split(separator: "\n").map(String.init)
  }

  private func many(_ action: Action, _ count: Int) -> [PlanEntry] {
    Array(repeating: EntryTextTests.entry(action), count: count)
  }

  @Test func `what the limit keeps back is counted at the end of its action`() {
    var counts = Tally()
    (counts[.create], counts[.update], counts[.rejected]) = (1_000_020, 3, 21)
    let lines = render(many(.create, 20) + many(.update, 3) + many(.rejected, 20), counts)
    #expect(lines.count == 45)
    #expect(lines[20] == "… and 1,000,000 more create (use -v to see all, or --report FILE)")
    #expect(lines[21].hasPrefix("~ update "))
    #expect(lines.last == "… and 1 more rejected (use -v to see all, or --report FILE)")
  }

  @Test func `a plan that is shown whole says nothing of a rest`() {
    var counts = Tally()
    (counts[.create], counts[.failed]) = (100, 1)
    let lines = render(many(.create, 100) + many(.failed, 1), counts)
    #expect(lines.count == 101 && !lines.contains { $0.hasPrefix("…") })
    #expect(render([], Tally()) == [])
  }

  @Test(arguments: Action.allCases)
  func `each action has its own count`(action: Action) {
    var counts = Tally()
    (counts[.create], counts[.update], counts[.differs]) = (1, 2, 3)
    (counts[.duplicate], counts[.rejected], counts[.failed]) = (4, 5, 6)
    (counts[.delete], counts[.kept], counts[.orphan]) = (7, 8, 9)
    #expect(Action.allCases.firstIndex(of: action).map { $0 + 1 } == counts[action])
  }
}
