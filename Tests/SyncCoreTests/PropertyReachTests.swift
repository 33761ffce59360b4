import Testing

/// What the random cases reach: without this the property could hold of nothing.
struct PropertyReachTests {
  @Test func `the seeds reach every fate, every reason and every exit code`() {
    var words: Set<String> = []
    var codes: Set<Int32> = []
    for seed in 0..<300 {
      let scenario = PropertyScenario(seed: seed)
      let records = scenario.documents.map {
        PropertyRecord($0, folds: scenario.options.folds)
      }
      let outcome = PropertyModel(options: scenario.options).run(records, on: scenario.rows)
      words.formUnion(outcome.counts.filter { $0.value > 0 }.keys)
      if isStoppedByPercentage(scenario, outcome) { words.insert("10 rows and a percentage") }
      codes.formUnion([outcome.exitCode, outcome.dryExitCode])
      for case let fate? in outcome.fates {
        if let reason = fate.reason { words.insert(reason) }
        if let winner = fate.winner, outcome.fates[winner]?.action == "rejected" {
          words.insert("lost to a rejected record")
        }
        if fate.faults.count == 1 {
          words.formUnion(fate.faults.map { "\($0.field) \($0.reason)" })
        }
      }
    }
    #expect(Self.expected.filter { !words.contains($0) } == [])
    #expect(codes == [0, 2, 3, 4])
  }

  /// True where the ten rows from which a percentage counts make the difference.
  private func isStoppedByPercentage(
    _ scenario: PropertyScenario, _ outcome: PropertyOutcome
  ) -> Bool {
    var other = scenario.options
    (other.maxCreates, other.maxUpdates) = (nil, nil)
    if case .count(let most) = scenario.options.maxCreates { other.maxCreates = .count(most) }
    if case .count(let most) = scenario.options.maxUpdates { other.maxUpdates = .count(most) }
    let records = scenario.documents.map { PropertyRecord($0, folds: other.folds) }
    let free = PropertyModel(options: other).run(records, on: scenario.rows)
    return scenario.rows.count == 10 && outcome.exitCode == 4 && free.exitCode != 4
  }

  private static let expected =
    PropertyModel.words.filter { $0 != "failed" } + [
      "older-record", "newer-record", "unresolved", "no-force", "protected",
      "lost to a rejected record", "10 rows and a percentage", "email ambiguous-target",
      "email email-missing",
      "email email-invalid", "email wrong-type",
      "email too-long", "email nul-character", "email invalid-utf8", "email duplicate-key",
      "name name-missing", "name wrong-type", "name too-long", "name nul-character",
      "name invalid-utf8", "phone wrong-type", "phone too-long", "phone nul-character",
      "phone invalid-utf8", "protected wrong-type", "createdAt wrong-type",
      "createdAt out-of-range", "address duplicate-key", "address nul-character",
      "address invalid-utf8", "address too-deep", "_id invalid-utf8",
    ]
}
