import Foundation
import Testing

/// A running scripted MongoDB server (`Tests/Peers/mongo_peer.py`).
final class ScriptedMongo {
  private static let peers = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Peers")

  /// With short waits, for servers that fail on purpose.
  let uri: String
  private let process = Process()
  private let scratch: ScratchFolder

  init(_ documents: [[UInt8]], _ options: String...) throws {
    scratch = try ScratchFolder()
    let dump = scratch.url.appendingPathComponent("documents.bson")
    try Data(documents.flatMap { $0 }).write(to: dump)
    process.executableURL = URL(filePath: "/usr/bin/env")
    let peer = Self.peers.appending(path: "mongo_peer.py").path
    let log = scratch.url.appendingPathComponent("log").path
    process.arguments = ["python3", "-u", peer, dump.path, "--log", log] + options
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { break }
      line += String(decoding: piece, as: UTF8.self)
    }
    let number = line.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) }
    let port = try #require(number, "the scripted server did not start")
    uri = "mongodb://127.0.0.1:\(port)/app?serverSelectionTimeoutMS=2000&socketTimeoutMS=20000"
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// The commands of one kind that arrived, in their order.
  func commands(_ name: String) throws -> [[String: Any]] {
    let log = scratch.url.appendingPathComponent("log")
    guard let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
    return try text.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }.filter { $0[name] != nil }
  }

  /// Plain clients: client1@x.test, client2@x.test, …
  static func clients(_ count: Int, name: String = "Ann") -> [[UInt8]] {
    (1...count).map {
      TestBSON.client($0, [("email", .string("client\($0)@x.test")), ("name", .string(name))])
    }
  }
}
