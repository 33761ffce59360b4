import Engine
import PostgresDriver
import Testing

@testable import SyncCore

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
}
