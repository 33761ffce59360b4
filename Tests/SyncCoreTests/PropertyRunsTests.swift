import Basics
import Engine
import Foundation
import SyncCore
import Testing

/// Random runs, mappings, DDL and edits by others; then the runs are taken back, in reverse or in any
/// order, undos among them.
struct PropertyRunsTests {
  private static let database = "property_runs"

  /// One database with a journal for all seeds, each of which has a table of its own.
  private static let home: Result<Void, any Error> = Result {
    var server = try PropertyDatabase(schema: "public")
    try server.run("DROP DATABASE IF EXISTS \(database) WITH (FORCE)")
    try server.run("CREATE DATABASE \(database) TEMPLATE template0")
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(
      folder: folder, PropertyDatabase(schema: "none", database: database))
    #expect(try tool.keepJournal().failure == nil)
  }

  @Test(arguments: 0..<max(60, PropertyTests.seeds.count / 5))
  func `an undo changes what its run wrote and nothing else, and says what is there`(
    seed: Int
  ) throws {
    try Self.home.get()
    var database = try PropertyDatabase(schema: "r_\(seed)", database: Self.database)
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try database.create()
    try database.run(
      "ALTER TABLE \(database.schema).clients ADD legacy_no bigserial UNIQUE;"
        + " SELECT setval('\(database.schema).clients_legacy_no_seq', \(seed % 5 + 2))")
    try Self.live(seed, try PropertyRuns(folder: folder, database), &database)
    try database.drop()
  }

  private static func live(
    _ seed: Int, _ world: PropertyRuns, _ database: inout PropertyDatabase
  ) throws {
    var (world, random) = (world, PropertyRandom(seed: seed &+ 77))
    // Every other seed has the table to itself, and is taken back in reverse.
    let isAlone = seed % 2 == 0
    var runs: [PropertyRuns.Run] = []
    for _ in 0..<random.below(4) + 2 {
      let (run, result) = try world.sync(&random, &database)
      #expect(result.exitCode == .incomplete, "seed \(seed): \(result.failure?.message ?? "")")
      runs.append(run)
      if random.chance(50) { try world.alter(&random, &database) }
      if !isAlone, random.chance(60) { try world.meddle(&random, &database) }
    }
    if isAlone {
      for run in runs.reversed() {
        let undo = try take(run, back: world, &database, "seed \(seed), run \(run.id)")
        #expect(undo.result.exitCode == .done, "seed \(seed)")
        let rows = try world.rows(&database)
        #expect(rows.mapValues(\.values) == run.before.mapValues(\.values), "seed \(seed)")
        #expect(rows.mapValues(\.name) == run.before.mapValues(\.name), "seed \(seed)")
      }
      return
    }
    for _ in 0..<6 {
      let run = random.pick(runs)
      let undo = try take(run, back: world, &database, "seed \(seed), run \(run.id)")
      runs.append(undo.run)
      if random.chance(20) { try world.alter(&random, &database) }
      if random.chance(20) { try world.meddle(&random, &database) }
    }
  }

  /// Takes the run back, and holds the rows and the report to each other.
  private static func take(
    _ run: PropertyRuns.Run, back world: PropertyRuns, _ database: inout PropertyDatabase,
    _ comment: Comment
  ) throws -> (run: PropertyRuns.Run, result: SyncResult) {
    let (undo, result, entries) = try world.undo(run.id, &database)
    #expect(result.failure == nil, comment)
    #expect(undo.written.isSubset(of: run.written), comment)
    let counts = result.counts
    #expect(counts.read == entries.count, comment)
    #expect(counts.changes == undo.written.count, comment)
    let after = try world.rows(&database)
    let old = Dictionary(undo.before.values.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
    let new = Dictionary(after.values.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
    for entry in entries {
      guard case .string(let bytes)? = entry["key"], case .string(let word)? = entry["action"]
      else {
        Issue.record("an entry without a key. \(comment)")
        continue
      }
      let key = String(decoding: bytes, as: UTF8.self)
      switch String(decoding: word, as: UTF8.self) {
      case "delete": #expect(old[key] != nil && new[key] == nil, comment)
      case "create": #expect(old[key] == nil && new[key] != nil, comment)
      case "update":
        #expect(old[key] != new[key], comment)
        if let name = entry["changes"]?["name"] {
          #expect(name["to"] == new[key].map { .text($0.name) }, comment)
        }
      default: #expect(old[key] == new[key], comment)
      }
    }
    return (undo, result)
  }
}
