import Engine
import Foundation
import SyncCore
import TestSupport

/// A table whose name and columns change while runs over one id column or another write to it.
struct PropertyRuns {
  /// One row: its version, its client, and all its values under whatever names.
  struct Row: Equatable {
    var version: String
    var key: String
    var name: String
    var values: String
  }

  /// A run with the rows of before, and the ids of those that it wrote.
  struct Run {
    var id: Int64
    var before: [Int: Row]
    var written: Set<Int>
  }

  let folder: String
  private let uri: String
  private let schema: String
  private var table = "clients"
  private var phone = "phone"
  private var steps = 0

  init(folder: String, _ database: borrowing PropertyDatabase) throws {
    self.folder = folder
    (uri, schema) = (database.uri, database.schema)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var sql: String { "\(schema).\(table)" }

  private var environment: [String: String] {
    ["DATABASE_URL": uri, "SYNCTOOL_TABLE": sql, "SYNCTOOL_ENV_FILE": "/dev/null"]
  }

  func rows(_ database: inout PropertyDatabase) throws -> [Int: Row] {
    var rows: [Int: Row] = [:]
    let lines = try database.texts(
      """
      SELECT concat_ws('|', id, ctid || ' ' || xmin, lower(email), name,
        ROW(email, \(phone), protected, address, createdat, updatedat, legacy_no)::text)
      FROM \(sql)
      """)
    for line in lines {
      let parts = line.split(separator: "|", maxSplits: 4).map(String.init)
      guard parts.count == 5, let id = Int(parts[0]) else { continue }
      rows[id] = Row(version: parts[1], key: parts[2], name: parts[3], values: parts[4])
    }
    return rows
  }

  /// Syncs some of six clients with random values, by a random id column.
  func sync(
    _ random: inout PropertyRandom, _ database: inout PropertyDatabase
  ) throws -> (run: Run, result: SyncResult) {
    var lines: [String] = []
    for client in 1...6 where random.chance(60) {
      let email = (random.chance(30) ? "C" : "c") + "\(client)@x.test"
      let more = random.chance(50) ? #","phone":"\#(random.below(3))""# : ""
      lines.append(
        #"{"_id":"\#(client)","email":"\#(email)","name":"n\#(random.below(3))"\#(more)}"#)
    }
    lines.append(#"{"_id":"z","email":"none"}"#)
    try write("source.ndjson", lines.joined(separator: "\n"))
    try write(
      "mapping.json",
      #"{"id":"\#(random.pick(["id", "legacy_no"]))","columns":["#
        + #"{"field":"name","column":"name","type":"text"},"#
        + #"{"field":"phone","column":"\#(phone)","type":"text"}]}"#)
    let before = try rows(&database)
    let settings = try Settings.load(
      options: [
        .source: [folder + "/source.ndjson"], .mapping: [folder + "/mapping.json"],
        .force: ["true"],
      ], environment: environment)
    let result = ClientWork.run(
      settings, PropertyObserver(.sync), RunIdentity(.sync, toolVersion: "test")
    )
    return (try run(result, before, &database), result)
  }

  func undo(
    _ run: Int64, _ database: inout PropertyDatabase
  ) throws -> (run: Run, result: SyncResult, entries: [PropertyJSON]) {
    let before = try rows(&database)
    let report = folder + "/undo.ndjson"
    try? FileManager.default.removeItem(atPath: report)
    let settings = try Settings.load(
      options: [.report: [report]], environment: environment,
      taking: Options.names.subtracting([.source]))
    let result = UndoWork.run(
      settings, .number(run), PropertyObserver(.undo), RunIdentity(.undo, toolVersion: "test")
    )
    let text = FileManager.default.contents(atPath: report).map { Array($0) } ?? []
    return (
      try self.run(result, before, &database), result,
      try text.split(separator: 0x0A).map { try PropertyJSON(parsing: Array($0)) }
    )
  }

  /// Renames the table or a column of it, or adds one: nothing that rewrites the rows.
  mutating func alter(
    _ random: inout PropertyRandom, _ database: inout PropertyDatabase
  ) throws {
    steps += 1
    switch random.below(4) {
    case 0:
      try database.run("ALTER TABLE \(sql) RENAME TO clients_\(steps)")
      table = "clients_\(steps)"
    case 1:
      // A new column takes the old one's name.
      try database.run(
        """
        ALTER TABLE \(sql) RENAME \(phone) TO phone_\(steps);
        ALTER TABLE \(sql) ADD \(phone) text
        """)
      phone = "phone_\(steps)"
    case 2: try database.run("ALTER TABLE \(sql) ADD extra_\(steps) int DEFAULT 1")
    default: try database.run("CREATE INDEX ON \(sql) (name)")
    }
  }

  /// Another session changes, deletes or adds a row.
  func meddle(
    _ random: inout PropertyRandom, _ database: inout PropertyDatabase
  ) throws {
    let one = "id = (SELECT id FROM \(sql) ORDER BY md5(id::text || '\(random.below(99))') LIMIT 1)"
    try database.run(
      random.pick([
        "UPDATE \(sql) SET \(phone) = '9' WHERE \(one)", "UPDATE \(sql) SET id = id WHERE \(one)",
        "UPDATE \(sql) SET email = 'm' || email WHERE \(one)", "DELETE FROM \(sql) WHERE \(one)",
        "UPDATE \(sql) SET id = id + 1000 WHERE \(one)",
        """
        INSERT INTO \(sql) (name, email)
        SELECT 'new', e FROM (VALUES ('c\(random.below(6) + 1)@x.test')) new (e)
        WHERE NOT EXISTS (SELECT FROM \(sql) WHERE lower(email) = e)
        """,
      ]))
  }

  private func run(
    _ result: SyncResult, _ before: [Int: Row], _ database: inout PropertyDatabase
  ) throws -> Run {
    let after = try rows(&database)
    let ids = Set(before.keys).union(after.keys)
    return Run(
      id: result.runID ?? 0, before: before, written: ids.filter { before[$0] != after[$0] })
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
  }
}
