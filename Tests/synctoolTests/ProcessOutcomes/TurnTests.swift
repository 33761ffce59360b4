import Foundation
import TestSupport
import Testing

/// How often a command waits for an answer, of both servers together: over a distance that is what it costs. The
/// numbers are the contract's, with a journal, and grow with nothing but the documents that are read.
struct TurnTests {
  /// What a run finds: the table as the journal's first run leaves it, or something done to it since.
  enum Scene: Sendable {
    case empty, equal
    /// One client has another phone.
    case changed
  }

  static let commands: [(arguments: [String], scene: Scene, most: Int)] = [
    (["check"], .equal, 12), (["sync", "--force"], .empty, 25), (["sync", "--force"], .equal, 20),
    (["sync"], .equal, 20), (["sync", "--dry-run", "--force"], .changed, 20),
    (["sync", "--only", "client2@x.test"], .equal, 20),
    (["sync", "--force", "--only", "client2@x.test"], .changed, 20), (["status"], .changed, 20),
    (["explain", "client2@x.test"], .equal, 25), (["explain", "client2@x.test"], .changed, 25),
    (["fix", "client2@x.test"], .equal, 45), (["fix", "client2@x.test"], .changed, 45),
  ]

  /// Both below the size of one batch of MongoDB's, so that no turn is a batch's.
  static let sizes = [100, 900]
  /// Documents of less than 4 MiB, so that not one turn may come with them, and a table whose rows are worth knowing.
  static let large = 24_000

  /// One server for all commands of a test: while a transaction of another test runs that is older than the rows, a run
  /// looks at them again, which costs turns.
  private let cluster: TestCluster

  init() throws { cluster = try TestCluster(settings: ["autovacuum=off"]) }

  @Test func `a command takes no more turns than it may, at every size`() throws {
    for (arguments, scene, most) in Self.commands {
      let turns = try Self.sizes.map { try self.turns(arguments, scene, clients: $0) }
      let line = "\(arguments.joined(separator: " ")), \(scene): \(turns)"
      #expect(turns.allSatisfy { $0 <= most }, "\(line), at most \(most)")
      #expect(Set(turns).count == 1, "\(line)")
    }
  }

  @Test func `a command takes no more turns than it may where batches and chunks count`() throws {
    for (arguments, scene, most) in Self.commands {
      let turns = try self.turns(arguments, scene, clients: Self.large)
      #expect(turns <= most, "\(arguments.joined(separator: " ")), \(scene): \(turns)")
    }
  }

  private func turns(_ arguments: [String], _ scene: Scene, clients: Int) throws -> Int {
    let stage = try ProcessStage("")
    let source = try MongoCollection(TestRecord.many(clients))
    stage.environment["DATABASE_URL"] = cluster.url()
    stage.environment["SYNCTOOL_ALLOW_ABSENT"] = "phone, address"
    stage.environment["SYNCTOOL_SOURCE"] = source.uri
    try cluster.run(
      """
      DROP SCHEMA IF EXISTS synctool CASCADE; DROP TABLE IF EXISTS public.clients;
      \(TestDatabase.clients)
      """)
    try stage.expect(0, "init")
    if scene != .empty { try stage.expect(0, "sync") }
    if scene == .changed {
      try cluster.run("UPDATE public.clients SET phone = '1' WHERE email = 'client2@x.test'")
    }
    let target = try FaultProxy(to: cluster.port)
    let mongo = try FaultProxy(
      to: try #require(URLComponents(string: source.uri)?.port), nil, .mongo)
    let end = try stage.start(
      arguments,
      [
        "DATABASE_URL": "postgresql://postgres@127.0.0.1:\(target.port)/postgres",
        "SYNCTOOL_SOURCE": source.uri.replacing(
          try #require(URLComponents(string: source.uri)?.port).description, with: "\(mongo.port)"),
      ]
    ).end()
    #expect(end.status == 0, "\(end.everything)")
    let turns = [target.traffic.turns, mongo.traffic.turns]
    // Each has at least connected.
    #expect(turns.allSatisfy { $0 >= 2 }, "\(turns)")
    return turns[0] + turns[1]
  }
}
