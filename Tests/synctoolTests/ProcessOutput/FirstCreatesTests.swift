import Testing

/// Which of many creates a run shows: the first of the source.
struct FirstCreatesTests {
  @Test(arguments: [0, 2, 20, 25])
  func `they are found wherever they stand`(early: Int) throws {
    let stage = try ProcessStage(TestDatabase.clients)
    // Between the early and the late ones there are more pages than are looked at first.
    let records =
      (0..<early).map { TestRecord.client($0 + 1, "early\($0)@x.test") }
      + (0..<9000).map { TestRecord.client($0 + 100, "broken") }
      + (0..<30).map { TestRecord.client($0 + 10_000, "late\($0)@x.test") }
    try stage.source(records)
    let expected =
      (0..<min(early, 20)).map { "early\($0)@x.test" }
      + (0..<max(0, 20 - early)).map { "late\($0)@x.test" }
    for mode in ["-n", "--on-duplicate=newest"] {
      let output = try stage.expect(3, mode).output
      let shown = output.split(whereSeparator: \.isWhitespace).filter {
        $0.hasPrefix("early") || $0.hasPrefix("late")
      }
      #expect(Set(shown.map(String.init)) == Set(expected))
    }
  }
}
