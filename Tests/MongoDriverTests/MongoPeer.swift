import Foundation
import Testing

/// A running scripted server (Tests/Peers/mongo_peer.py) with documents of this test.
final class MongoPeer {
  let port: Int
  private let process = Process()
  private let documents: TemporaryFile
  private let log: TemporaryFile

  init(_ bytes: [UInt8], _ options: String...) throws {
    documents = try TemporaryFile(bytes)
    log = try TemporaryFile([], suffix: ".log")
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Peers/mongo_peer.py")
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-u", script.path, documents.path, "--log", log.path] + options
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { break }
      line += String(decoding: piece, as: UTF8.self)
    }
    let number = line.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) }
    port = try #require(number, "the peer did not start")
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// One line for each command received.
  func commands() throws -> [String] {
    try String(contentsOf: URL(filePath: log.path), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }
}
