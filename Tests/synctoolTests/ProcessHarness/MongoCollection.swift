import Foundation
import Testing

/// A collection in a database of its own on the MongoDB-wire server, dropped with its owner.
final class MongoCollection {
  let database = TestServer.unique("process")
  private let server: String
  private let scratch: ScratchFolder

  /// Loads documents in Extended JSON.
  init(_ documents: [String], collection: String = "clients") throws {
    server = try TestServer.variable("SYNCTOOL_TEST_MONGODB_URI")
    scratch = try ScratchFolder()
    let file = scratch.url.appendingPathComponent("documents.ndjson")
    try documents.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    try Self.helper([server, database, collection, file.path])
  }

  deinit { try? Self.helper([server, database]) }

  /// The server's URI with the database as its path.
  var uri: String {
    let parts = server.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let base = parts[0].split(separator: "/", omittingEmptySubsequences: false).prefix(3)
    return base.joined(separator: "/") + "/\(database)" + (parts.count > 1 ? "?\(parts[1])" : "")
  }

  /// The server's URI without a database.
  var bareURI: String { uri.replacing("/" + database, with: "/") }

  private static func helper(_ arguments: [String]) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Peers/mongo_load.py").path
    let python = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_PYTHON"] ?? "python3"
    let outcome = try Tool.run(
      "/usr/bin/env", [python, script] + arguments, environment: ["PATH": "/usr/bin:/bin"])
    try #require(outcome.status == 0, "\(outcome.error)")
  }
}
