import Basics
import Engine
import Foundation
import SyncCore
import Testing

/// The tool against a plain model of its contract, for as many random cases as
/// `SYNCTOOL_TEST_SEEDS` says (300 without it).
struct PropertyTests {
  static let seeds =
    0..<(ProcessInfo.processInfo.environment["SYNCTOOL_TEST_SEEDS"].flatMap { Int($0) } ?? 300)

  @Test(arguments: PropertyTests.seeds)
  func `model and tool agree, a dry run predicts, a second run does nothing`(seed: Int) throws {
    var scenario = PropertyScenario(seed: seed)
    scenario.options.isWeighty = seed % 4 > 0
    if seed % 4 > 1 { scenario.options.memory = MemoryBudget(keys: 0) }
    var database = try PropertyDatabase(schema: "p_\(seed)")
    let folder = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try database.create()
      let tool = try PropertyTool(folder: folder, database)
      try Self.live(scenario, tool, &database, seed)
    } catch {
      try? database.drop()
      throw error
    }
    try database.drop()
  }

  /// Dry run, real run, second run; the database is looked at in between.
  private static func live(
    _ scenario: PropertyScenario, _ tool: PropertyTool, _ database: inout PropertyDatabase,
    _ seed: Int
  ) throws {
    var random = PropertyRandom(seed: ~seed)
    let model = PropertyModel(options: scenario.options)
    let records = scenario.documents.map {
      PropertyRecord($0, folds: scenario.options.folds)
    }
    try database.insert(scenario.rows, &random)
    let before = try database.snapshot()
    let first = PropertyCheck(
      records: records, rows: scenario.rows, expected: model.run(records, on: scenario.rows),
      comment: "first run of seed \(seed)")

    let dry = try tool.run(scenario.documents, scenario.options, dryRun: true)
    first.answer(dry, dryRun: true)
    #expect(try database.snapshot() == before, first.comment)
    let digest = try #require(dry.result.planDigest, first.comment)
    if first.expected.exitCode != 4, seed % 4 == 0 {
      let other = (digest.hasPrefix("0") ? "1" : "0") + digest.dropFirst()
      let moved = try tool.run(scenario.documents, scenario.options, dryRun: false, expect: other)
      #expect(moved.result.exitCode == .planMoved, first.comment)
      #expect(try database.snapshot() == before, first.comment)
    }

    let start = try database.now()
    let real = try tool.run(scenario.documents, scenario.options, dryRun: false, expect: digest)
    let end = try database.now()
    first.answer(real, dryRun: false)
    #expect(real.result.planDigest == digest, first.comment)
    let after = try database.snapshot()
    first.table(after.rows, before: before.rows, during: start...end)
    compare(dry.entries, real.entries, after.rows, first.comment)
    if first.expected.exitCode == 4 { #expect(after == before, first.comment) }

    let rows = after.rows.map(\.row)
    let second = PropertyCheck(
      records: records, rows: rows, expected: model.run(records, on: rows),
      comment: "second run of seed \(seed)")
    let again = try tool.run(scenario.documents, scenario.options, dryRun: false)
    second.answer(again, dryRun: false)
    if second.expected.exitCode != 4 {
      #expect(
        again.result.counts[.create] == 0 && again.result.counts[.update] == 0, second.comment)
    }
    #expect(try database.snapshot() == after, second.comment)
  }

  /// The two reports are the same, but that only the real one can tell the ids of created rows.
  private static func compare(
    _ dry: [PropertyJSON], _ real: [PropertyJSON], _ rows: [PropertyDatabase.Row],
    _ comment: Comment
  ) {
    let ids = Dictionary(uniqueKeysWithValues: rows.map { ($0.row.email, $0.row.id) })
    #expect(dry.count == real.count, comment)
    for (dry, real) in zip(dry, real) {
      guard case .object(var told) = real, case .object(let foretold) = dry else { continue }
      let name = Array("targetId".utf8)
      if real["action"] == .text("create"), told[name] != .null,
        case .string(let email) = real["changes"]?["email"]?["to"]
      {
        #expect(told[name] == ids[email].flatMap { $0 }.map { .integer($0) }, comment)
        told[name] = .null
      }
      #expect(told == foretold, comment)
    }
  }

  /// A place for a seed's files, not made yet.
  static func folder() -> String {
    FileManager.default.temporaryDirectory.path + "/property-" + UUID().uuidString
  }
}
