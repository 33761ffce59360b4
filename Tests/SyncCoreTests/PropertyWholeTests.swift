import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import Testing

/// Dry runs and runs without work, each in a database of its own that is looked at in full.
struct PropertyWholeTests {
  @Test(arguments: 0..<6)
  func `dry runs and second runs leave the whole database as it was`(seed: Int) throws {
    let name = "property_whole_\(seed)"
    var home = try PropertyDatabase(schema: "public")
    try home.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    try home.run("CREATE DATABASE \(name) TEMPLATE template0")
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try Self.live(seed, in: name, folder)
    } catch {
      try? home.run("DROP DATABASE \(name) WITH (FORCE)")
      throw error
    }
    try home.run("DROP DATABASE \(name) WITH (FORCE)")
  }

  private static func live(_ seed: Int, in name: String, _ folder: String) throws {
    var scenario = PropertyScenario(seed: seed)
    scenario.options.force = true
    scenario.options.only = []
    (scenario.options.maxCreates, scenario.options.maxUpdates) = (nil, nil)
    var random = PropertyRandom(seed: seed)
    var database = try PropertyDatabase(schema: "whole", database: name)
    try database.create()
    try database.insert(scenario.rows, &random)
    let tool = try PropertyTool(folder: folder, database)
    let before = try database.everything()
    let dry = try tool.run(scenario.documents, scenario.options, dryRun: true)
    #expect(dry.result.planned)
    #expect(try database.everything() == before, "seed \(seed)")
    let real = try tool.run(scenario.documents, scenario.options, dryRun: false)
    let after = try database.everything()
    let wrote = real.result.exitCode != .stopped && real.result.counts.changes > 0
    #expect((after != before) == wrote, "seed \(seed)")
    _ = try tool.run(scenario.documents, scenario.options, dryRun: false)
    #expect(try database.everything() == after, "seed \(seed)")
  }
}

extension PropertyDatabase {
  /// The row versions of the table and of every catalog row that is no temporary object's, and the
  /// sequence.
  mutating func everything() throws -> [String] {
    let temporary = "SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_'"
    let lasting = "NOT IN (\(temporary))"
    let objects = "SELECT oid FROM pg_class WHERE relnamespace \(lasting)"
    let catalogs = [
      "pg_class WHERE relnamespace \(lasting)", "pg_type WHERE typnamespace \(lasting)",
      "pg_attribute WHERE attrelid IN (\(objects))", "pg_index WHERE indrelid IN (\(objects))",
      "pg_constraint WHERE connamespace \(lasting)", "pg_trigger WHERE tgrelid IN (\(objects))",
      "pg_namespace WHERE oid \(lasting)", "pg_proc", "pg_extension", "pg_attrdef",
      "pg_db_role_setting", "pg_largeobject_metadata", "\(schema).clients",
    ]
    var states: [String] = []
    for (index, catalog) in catalogs.enumerated() {
      let versions = "\(index) || ' ' || ctid || ' ' || xmin"
      states += try texts("SELECT \(versions) FROM \(catalog) ORDER BY 1")
    }
    return try states
      + texts("SELECT c::text FROM \(schema).clients c ORDER BY id")
      + texts("SELECT last_value || ' ' || is_called FROM \(schema).clients_id_seq")
  }
}
