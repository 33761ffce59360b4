import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import Testing

/// An undo gives back what a sync found, also where other sessions have been at work in between.
struct PropertyUndoTests {
  private static let database = "property_undo"

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

  @Test(arguments: 0..<max(120, PropertyTests.seeds.count / 2))
  func `sync and undo give back the table to the byte, but for rows that others changed`(
    seed: Int
  ) throws {
    try Self.home.get()
    var database = try PropertyDatabase(schema: "u_\(seed)", database: Self.database)
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try database.create()
    try database.run(
      """
      CREATE TABLE \(database.schema).sensors (
        client bigint REFERENCES \(database.schema).clients ON DELETE CASCADE)
      """)
    let tool = try PropertyTool(folder: folder, database)
    var meddler = PropertyMeddler(random: PropertyRandom(seed: seed &+ 1_000_003))
    try Self.live(seed, tool, &meddler, &database)
    try database.drop()
  }

  private static func live(
    _ seed: Int, _ tool: PropertyTool, _ meddler: inout PropertyMeddler,
    _ database: inout PropertyDatabase
  ) throws {
    let scenario = PropertyScenario(seed: seed)
    let comment: Comment = "seed \(seed)"
    var random = PropertyRandom(seed: ~seed)
    try database.insert(scenario.rows, &random)
    let before = try PropertyVersions(&database)
    let sync = try tool.run(scenario.documents, scenario.options, dryRun: false)
    let run = try #require(sync.result.runID, comment)
    let after = try PropertyVersions(&database)
    if sync.result.failure != nil {
      let end = try tool.undo(run, folds: scenario.options.folds, dryRun: false)
      #expect(end.result.exitCode == .unfit, comment)
      #expect(try PropertyVersions(&database) == before && after == before, comment)
      return
    }
    // Every other seed has the table to itself.
    if seed % 2 == 1 { try meddler.meddle(with: after, &database) }
    let meanwhile = try PropertyVersions(&database)

    // The rows that the sync wrote are those with another version than before.
    let written = after.versions.filter { before.versions[$0.key] != $0.value }.map(\.key)
    let kept = written.filter { id in
      meddler.touched.contains(id)
        || before.rows[id] == nil && meddler.referenced.contains(id)
    }
    var expected = meanwhile.rows
    for id in written where !kept.contains(id) { expected[id] = before.rows[id] }

    let dry = try tool.undo(run, folds: scenario.options.folds, dryRun: true)
    #expect(try PropertyVersions(&database) == meanwhile, comment)
    let undo = try tool.undo(run, folds: scenario.options.folds, dryRun: false)
    let end = try PropertyVersions(&database)
    #expect(undo.result.failure == nil, comment)
    #expect(end.rows == expected, comment)
    if seed % 2 == 0 { #expect(end.rows == before.rows, comment) }
    // What was not taken back was not written either.
    for (id, version) in meanwhile.versions where !written.contains(id) || kept.contains(id) {
      #expect(end.versions[id] == version, comment)
    }
    let counts = undo.result.counts
    #expect(counts.read == written.count && counts[.kept] == kept.count, comment)
    #expect(counts[.delete] + counts[.update] == written.count - kept.count, comment)
    #expect(undo.result.exitCode == (kept.isEmpty ? .done : .incomplete), comment)
    #expect(dry.result.counts == counts && dry.result.exitCode == undo.result.exitCode, comment)
    #expect(dry.entries == undo.entries && dry.entries.count == written.count, comment)

    let redo = try tool.undo(
      try #require(undo.result.runID, comment), folds: scenario.options.folds, dryRun: false)
    #expect(redo.result.exitCode == .done && redo.result.counts[.kept] == 0, comment)
    #expect(try PropertyVersions(&database).rows == meanwhile.rows, comment)
  }
}
