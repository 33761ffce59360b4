import Basics
import Engine
import Foundation
import PostgresDriver
import Synchronization
import Testing

@testable import SyncCore

/// Runs whose records are all known to be equal to their rows, while another session writes.
struct KnownTargetTests {
  /// More than the documents between two looks at the clock, so that the other session gets its turn.
  static let clients = 1500

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// What the other session does to the table `clients`, each statement by itself.
    var script: String
    /// True when every second record of the source differs from its row.
    var halfDiffers = false
    /// True when the table is unfit then, and nothing is written.
    var isRefused = false
    /// Of a run with `--force` that meets it, the counts that are not 0.
    var counts: [String: Int]
  }

  static let cases = [
    Case(
      testDescription: "nothing", script: "SELECT 1",
      counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "a changed row", script: "UPDATE clients SET name = 'x' WHERE id = 7",
      counts: ["read": clients, "unchanged": clients - 1, "update": 1]),
    Case(
      testDescription: "a row written again",
      script: "UPDATE clients SET updatedat = now() WHERE id IN (7, 1400)",
      counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "a deleted row", script: "DELETE FROM clients WHERE id = 7",
      counts: ["read": clients, "unchanged": clients - 1, "create": 1]),
    Case(
      testDescription: "a row deleted and put back",
      script: """
        CREATE TEMP TABLE kept AS SELECT * FROM clients WHERE id = 7;
        DELETE FROM clients WHERE id = 7;
        INSERT INTO clients SELECT * FROM kept
        """,
      counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "another spelling of a key",
      script: "INSERT INTO clients (name, email) VALUES ('x', 'Client7@Example.com')",
      counts: ["read": clients, "unchanged": clients - 1, "rejected": 1]),
    Case(
      testDescription: "a row without a record",
      script: "INSERT INTO clients (name, email) VALUES ('x', 'new@example.com')",
      counts: ["read": clients, "unchanged": clients, "orphan": 1]),
    Case(
      testDescription: "a deleted row and another one",
      script: """
        DELETE FROM clients WHERE id = 7;
        INSERT INTO clients (name, email) VALUES ('x', 'new@example.com')
        """,
      counts: ["read": clients, "unchanged": clients - 1, "create": 1, "orphan": 1]),
    Case(
      testDescription: "a raised flag",
      script: "UPDATE clients SET protected = true WHERE email = 'client8@example.com'",
      counts: ["read": clients, "unchanged": clients - 1, "differs": 1]),
    Case(
      testDescription: "a rewritten table",
      script: """
        DELETE FROM clients WHERE id = 7; INSERT INTO clients (name, email) VALUES ('x', 'n@x.org');
        ALTER TABLE clients ADD COLUMN more int DEFAULT random() * 0
        """,
      counts: ["read": clients, "unchanged": clients - 1, "create": 1, "orphan": 1]),
    Case(
      testDescription: "another column of the same name",
      script: "ALTER TABLE clients DROP COLUMN phone; ALTER TABLE clients ADD phone varchar(50)",
      counts: ["read": clients, "unchanged": clients / 3, "update": clients / 3 * 2]),
    Case(
      testDescription: "another table of the same name",
      script: """
        CREATE TABLE fresh (LIKE clients INCLUDING ALL);
        INSERT INTO fresh SELECT id, 'x', email, phone, protected, address FROM clients;
        ALTER TABLE clients RENAME TO stale; ALTER TABLE fresh RENAME TO clients
        """,
      isRefused: true, counts: [:]),
    Case(
      testDescription: "rows that take each other's places",
      script: """
        CREATE INDEX ON clients (updatedat);
        UPDATE clients SET updatedat = clock_timestamp(); VACUUM clients;
        UPDATE clients SET updatedat = clock_timestamp(); VACUUM clients;
        UPDATE clients SET updatedat = clock_timestamp()
        """,
      halfDiffers: true,
      counts: ["read": clients, "unchanged": clients / 2, "update": clients / 2]),
    Case(
      testDescription: "every row", script: "UPDATE clients SET phone = '0'",
      counts: ["read": clients, "update": clients]),
  ]

  /// The target's rows fit into memory, or are kept in a file.
  static let budgets = [MemoryBudget.standard, MemoryBudget(keys: 0)]

  @Test(arguments: 0..<cases.count, budgets)
  func `what another session writes while the source is read is seen`(
    number: Int, memory: MemoryBudget
  ) throws {
    let meanwhile = Self.cases[number]
    let schema = "known_\(number)_\(memory == .standard ? "memory" : "file")"
    var database = try PropertyDatabase(schema: schema)
    try database.create()
    defer { try? database.drop() }
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    var options = PropertyOptions()
    (options.force, options.memory) = (true, memory)
    let documents = (1...Self.clients).map { Self.document($0) }
    #expect(try tool.run(documents, options, dryRun: false).counts["create"] == Self.clients)

    let now = (1...Self.clients).map {
      Self.document($0, name: meanwhile.halfDiffers && $0 % 2 == 0 ? "Renamed" : nil)
    }
    let other = Mutex<Bool>(false)
    let answer = try tool.run(now, options, dryRun: false) {
      guard
        !other.withLock({ done in
          defer { done = true }; return done
        })
      else { return }
      do {
        var session = try PropertyDatabase(schema: schema)
        try session.run("SET search_path = \(schema)")
        for statement in meanwhile.script.split(separator: ";") {
          try session.run(String(statement))
        }
      } catch {
        Issue.record(error)
      }
    }
    #expect(answer.counts.filter { $0.value > 0 } == meanwhile.counts)
    #expect((answer.result.exitCode == .unfit) == meanwhile.isRefused)
    #expect(other.withLock { $0 })
    if meanwhile.isRefused { return }
    // Whatever happened, a second run has nothing to add to what the first one says.
    let again = try tool.run(now, options, dryRun: true)
    #expect(again.counts["create"] == 0 && again.counts["update"] == 0)
  }

  @Test(arguments: ["newest", "oldest", "skip"], budgets)
  func `a known record does not win over a rival for being known`(
    rule: String, memory: MemoryBudget
  ) throws {
    var database = try PropertyDatabase(
      schema: "known_\(rule)_\(memory == .standard ? "memory" : "file")")
    try database.create()
    defer { try? database.drop() }
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    var options = PropertyOptions()
    (options.force, options.memory, options.isWeighty) = (true, memory, true)
    options.onDuplicate = rule
    var documents = (1...20).map { Self.document($0) }
    _ = try tool.run(documents, options, dryRun: false)
    var newer = Self.document(3)
    newer.members[1].value = .string("Another Name")
    newer.members.append(("updatedAt", .date(1_000_000)))
    documents.append(newer)
    let counts = try tool.run(documents, options, dryRun: false).counts.filter { $0.value > 0 }
    switch rule {
    case "newest":
      #expect(counts == ["read": 21, "unchanged": 19, "update": 1, "duplicate": 1])
    case "oldest": #expect(counts == ["read": 21, "unchanged": 20, "duplicate": 1])
    default: #expect(counts == ["read": 21, "unchanged": 19, "duplicate": 2])
    }
  }

  static func document(_ number: Int, name: String? = nil) -> PropertyDocument {
    PropertyDocument(members: [
      ("email", .string("client\(number)@example.com")),
      ("name", .string(name ?? "Client \(number)")),
      ("phone", number % 3 == 0 ? .null : .int32(Int32(number))),
      ("protected", number % 2 == 0 ? .bool(false) : .null),
      (
        "address",
        .document([("zip", .int32(Int32(number))), ("city", .string("Köln\t\"\(number)\""))])
      ),
    ])
  }
}
