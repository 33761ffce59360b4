import Basics
import Engine
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncCore

/// Runs from a server on a table so large that its rows are read before the source.
struct KnownServerTests {
  private static let clients = 3000

  /// A table of as many clients, spread over so many pages that it counts as a large one.
  private static func prepare(
    _ schema: String, _ database: inout PropertyDatabase, _ tool: PropertyTool
  ) throws {
    try database.create()
    try database.run("ALTER TABLE \(schema).clients SET (fillfactor = 10)")
    let documents = (1...Self.clients).map { KnownTargetTests.document($0) }
    var options = PropertyOptions()
    options.force = true
    _ = try tool.run(documents, options, dryRun: false)
    try database.run("ANALYZE \(schema).clients")
    try database.run(OlderTransactions.wait(for: "\(schema).clients"))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Added behind the clients of the table.
    var more: [PropertyDocument] = []
    /// Only so many of the table's clients are served.
    var served = clients
    var fault: [String] = []
    /// What another session does while the source is read.
    var script: String?
    /// How often the documents are asked for.
    var finds = 1
    var counts: [String: Int]
  }

  private static var renamed: PropertyDocument {
    var document = KnownTargetTests.document(3, name: "Another Name")
    document.members.append(("updatedAt", .date(1_000_000)))
    return document
  }

  static let cases = [
    Case(testDescription: "nothing", counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "a new client", more: [KnownTargetTests.document(0)],
      counts: ["read": clients + 1, "unchanged": clients, "create": 1]),
    Case(
      testDescription: "a client without a record", served: clients - 1,
      counts: ["read": clients - 1, "unchanged": clients - 1, "orphan": 1]),
    Case(
      testDescription: "a newer record of a known client", more: [renamed], finds: 2,
      counts: ["read": clients + 1, "unchanged": clients - 1, "update": 1, "duplicate": 1]),
    Case(
      testDescription: "a small part of the clients", served: 100,
      counts: ["read": 100, "unchanged": 100, "orphan": clients - 100]),
    Case(
      testDescription: "a connection that breaks",
      fault: ["--most", "1000", "--hang-up-after", "2000:1"], finds: 2,
      counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "another spelling of a key meanwhile",
      script: "INSERT INTO clients (name, email) VALUES ('x', 'Client7@Example.com')", finds: 2,
      counts: ["read": clients, "unchanged": clients - 1, "rejected": 1]),
    Case(
      testDescription: "a row written again meanwhile",
      script: "UPDATE clients SET updatedat = now() WHERE id IN (7, 2900)",
      counts: ["read": clients, "unchanged": clients]),
    Case(
      testDescription: "a changed row meanwhile",
      script: "UPDATE clients SET name = 'x' WHERE id = 7", finds: 2,
      counts: ["read": clients, "unchanged": clients - 1, "update": 1]),
  ]

  @Test(arguments: 0..<cases.count)
  func `a server's equal records are known, and it is asked again where they cannot be`(
    number: Int
  ) throws {
    let scene = Self.cases[number]
    let schema = "known_server_\(number)"
    var database = try PropertyDatabase(schema: schema)
    defer { try? database.drop() }
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    try Self.prepare(schema, &database, tool)
    let documents = (1...scene.served).map { KnownTargetTests.document($0) } + scene.more
    let server = try ScriptedMongo(documents.map(\.bytes), scene.fault)
    let isDone = Mutex<Bool>(scene.script == nil)
    var options = PropertyOptions()
    options.force = true
    let answer = try tool.run([], options, dryRun: false, server: server) {
      let isDue = isDone.withLock { done in
        defer { done = true }
        return !done
      }
      guard isDue else { return }
      do {
        var session = try PropertyDatabase(schema: schema)
        try session.run("SET search_path = \(schema); \(scene.script ?? "")")
      } catch {
        Issue.record(error)
      }
    }
    #expect(answer.counts.filter { $0.value > 0 } == scene.counts)
    #expect(isDone.withLock { $0 })
    // The first look at the collection takes one document.
    let finds = try server.commands("find").filter { $0["projection"] != nil }
    #expect(finds.count == scene.finds)
    #expect(try server.commands("count").count == 1)
  }
}
