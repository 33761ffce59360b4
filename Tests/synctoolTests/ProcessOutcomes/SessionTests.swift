import Foundation
import TestSupport
import Testing

/// How many sessions a command opens with the servers of both sides.
struct SessionTests {
  /// What a command may open with PostgreSQL at most; with MongoDB it is one, whatever it does there.
  static let commands: [(arguments: [String], postgres: Int)] = [
    (["sync", "--force"], 1), (["sync", "--dry-run"], 1), (["sync", "--only", "c2@x.test"], 1),
    (["check"], 1), (["status"], 1), (["explain", "c1@x.test"], 1), (["fix", "c1@x.test"], 1),
    (["fix", "--dry-run", "c1@x.test", "c2@x.test"], 1),
    (["fix"] + (1...6).map { "c\($0)@x.test" }, 1),
  ]

  @Test(arguments: commands)
  func `a command opens no more sessions than it needs`(
    arguments: [String], postgres: Int
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('Old', 'c1@x.test')")
    let source = try MongoCollection((1...8).map { TestRecord.client($0, "c\($0)@x.test") })
    try stage.expect(0, "init")
    let mongo = try Self.relay(source.uri, .mongo)
    let target = try Self.relay(TestServer.url(database: stage.database.name), .postgres)
    stage.environment["SYNCTOOL_SOURCE"] =
      mongo.uri + (mongo.uri.contains("?") ? "&" : "?") + "directConnection=true"
    stage.environment["DATABASE_URL"] = target.uri + "?sslmode=disable&gssencmode=disable"
    stage.environment["SYNCTOOL_ALLOW_ABSENT"] = "phone, address"
    let end = try stage.start(arguments).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(mongo.proxy.traffic.connections == 1)
    #expect(
      (1...postgres).contains(target.proxy.traffic.connections),
      "\(target.proxy.traffic.connections)")
  }

  private static func relay(
    _ uri: String, _ wire: Wire
  ) throws -> (proxy: FaultProxy, uri: String) {
    let port = try #require(URLComponents(string: uri)?.port)
    let proxy = try FaultProxy(to: port, nil, wire)
    return (proxy, uri.replacing(":\(port)/", with: ":\(proxy.port)/"))
  }
}
