import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Clients whose emails change, are exchanged, given up, taken by others and merged, through several syncs: nobody's row
/// goes to another person, a second sync does nothing, and undo restores what was there.
struct LinkPropertyTests {
  private static let seeds =
    0..<(ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1" ? 500 : 60)
  private static let database = "property_links"

  /// One database with a journal and links for all seeds, each of which has a table of its own.
  private static let home: Result<Void, any Error> = Result {
    try PropertyTool.makeHome(database)
    let tool = try PropertyTool(
      folder: PropertyTests.folder(), PropertyDatabase(schema: "none", database: database))
    #expect(try tool.keepLinks().failure == nil)
  }

  @Test(arguments: seeds)
  func `each client keeps its row, and undo gives back rows and links`(seed: Int) throws {
    try Self.home.get()
    var database = try PropertyDatabase(schema: "l_\(seed)", database: Self.database)
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try database.create()
    let tool = try PropertyTool(folder: folder, database)
    var (life, random) = (LinkLife(), PropertyRandom(seed: seed))
    life.begin(&random)
    var past: [(run: Int64, before: LinkState)] = []
    for step in 0..<4 {
      let comment: Comment = "seed \(seed), step \(step): \(life)"
      if step > 0 { try Self.live(&life, &random, &past, &database) }
      let before = try LinkState(&database)
      let answer = try tool.sync(life.documents)
      #expect(answer.result.failure == nil, comment)
      let after = try LinkState(&database)
      try Self.check(life, before, after, answer, comment)
      past.append((try #require(answer.result.runID, comment), before))
      guard step % 2 == 1 else { continue }
      let again = try tool.sync(life.documents)
      #expect(again.result.counts.changes == 0 && again.result.links?.changes == 0, comment)
      #expect(try LinkState(&database) == after, comment)
    }
    for (run, before) in past.reversed() {
      let undo = try tool.undo(run, folds: true, dryRun: false)
      #expect(
        undo.result.failure == nil && undo.result.counts[.kept] == 0, "seed \(seed), run \(run)")
      let now = try LinkState(&database)
      #expect(now == before, "seed \(seed), run \(run): \(now.difference(from: before))")
    }
    try database.drop()
  }

  /// What happens between two syncs. What was before a row that somebody deleted is not restored by any undo.
  private static func live(
    _ life: inout LinkLife, _ random: inout PropertyRandom,
    _ past: inout [(run: Int64, before: LinkState)], _ database: inout PropertyDatabase
  ) throws {
    for _ in 0..<1 + random.below(4) { life.change(&random) }
    guard random.chance(10) else { return }
    try database.run(
      "DELETE FROM \(database.schema).clients WHERE id IN (SELECT min(id) FROM \(database.schema).clients)"
    )
    past = []
  }

  private static func text(_ value: PropertyJSON?) -> String? {
    if case .string(let bytes)? = value { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  private static func check(
    _ life: LinkLife, _ before: LinkState, _ after: LinkState, _ answer: PropertyTool.Answer,
    _ comment: Comment
  ) throws {
    var fates: [String: (action: String, winner: String?)] = [:]
    for entry in answer.entries {
      guard let id = Self.text(entry["sourceId"]), let action = Self.text(entry["action"]) else {
        continue
      }
      fates[id] = (action, Self.text(entry["winnerId"]))
    }
    for document in life.documents {
      let id = document.hex
      // No row changes its owner while the owner lives.
      if let own = before.owned(by: id), before.rows[own] != nil {
        #expect(after.owned(by: id) == own, "\(id) had \(own), \(comment)")
      }
      switch fates[id]?.action {
      case "duplicate":
        let winner = try #require(fates[id]?.winner, comment)
        guard fates[winner]?.action != "rejected" else { continue }
        let link = try #require(after.links[id], comment)
        #expect(link.target == after.owned(by: winner) || !link.isSpare, "\(id) lost, \(comment)")
      case "rejected": continue
      default:
        let row = try #require(after.owned(by: id), "\(id) owns nothing, \(comment)")
        #expect(after.rows[row]?.email == document.email, "\(id), \(comment)")
      }
    }
    #expect(Set(after.rows.values.map(\.email)).count == after.rows.count, comment)
  }
}

extension PropertyTool {
  /// Makes the tables of links, too.
  func keepLinks() throws -> InitResult {
    let settings = try Settings.load(
      options: [Options.links.name: ["true"]], environment: environment,
      taking: Options.names.subtracting([.source]))
    return InitRun(settings, toolVersion: "test", .never).run()
  }

  /// One sync with `--force` of the collection app.clients.
  fileprivate func sync(_ documents: [LinkLife.Document]) throws -> Answer {
    let (source, report) = (folder + "/clients.ndjson", folder + "/report.ndjson")
    let lines = documents.map {
      #"{"_id":{"$oid":"\#($0.hex)"},"email":"\#($0.email)","name":"N\#($0.number)","#
        + #""updatedAt":{"$date":{"$numberLong":"\#($0.time * 1000)"}}}"#
    }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: source, atomically: true, encoding: .utf8)
    try? FileManager.default.removeItem(atPath: report)
    let settings = try Settings.load(
      options: [
        .source: [source], .report: [report], .force: ["true"], .allowEmpty: ["true"],
        Options.sourceName.name: ["app.clients"],
      ], environment: environment)
    let result = ClientWork.run(
      settings, PropertyObserver(.sync), RunIdentity(.sync, toolVersion: "test"))
    let text = FileManager.default.contents(atPath: report).map { Array($0) } ?? []
    let entries = try text.split(separator: 0x0A).map { try PropertyJSON(parsing: Array($0)) }
    return Answer(result: result, entries: entries)
  }
}
