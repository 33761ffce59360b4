import Basics
import PostgresDriver
import Testing

@testable import Engine

/// What the counts of a plan must hold whatever the target does.
struct PlanCountsTests {
  @Test func `the unchanged records are what the plan leaves over`() throws {
    var counts = Tally()
    (counts[.create], counts[.update], counts[.rejected]) = (1, 2, 3)
    try PlanCounts.settle(&counts, staged: 10)
    #expect(counts.unchanged == 4 && counts.read == 10)
  }

  @Test(arguments: [0, 5])
  func `a count below zero is a failure`(staged: Int) {
    var counts = Tally()
    (counts[.create], counts[.update], counts[.rejected]) = (1, 2, 3)
    #expect {
      try PlanCounts.settle(&counts, staged: staged)
    } throws: { error in
      (error as? PostgresError)?.message == "the plan has more entries than the source has records"
    }
    #expect(counts.unchanged == 0)
  }

  @Test(arguments: RunKind.all)
  func `what a run counts is a word that the journal's reader knows`(kind: RunKind) {
    guard case .object(let members) = Tally().json(kind) else {
      Issue.record("the counts are no object")
      return
    }
    let known = CountName.allCases.map(\.rawValue)
    #expect(members.map(\.name).filter { !known.contains($0) } == [])
  }
}
