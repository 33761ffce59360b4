import Foundation

/// A running scripted MongoDB server (`Tests/Peers/mongo_peer.py`), which ends with its owner.
package final class ScriptedMongo {
  package struct NotStarted: Error {}
  package struct NeverAsked: Error { let command: String }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Peers/mongo_peer.py").path

  package let port: Int
  private let folder: URL
  private let process = Process()

  /// Serves whole documents of BSON; `options` are those of the script.
  package convenience init(_ documents: [[UInt8]], _ options: String...) throws {
    try self.init(documents, options)
  }

  package init(_ documents: [[UInt8]], _ options: [String]) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "scripted-mongo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let dump = folder.appending(path: "documents.bson")
    try Data(documents.flatMap { $0 }).write(to: dump)
    let log = folder.appending(path: "log").path
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-u", Self.script, dump.path, "--log", log] + options
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { break }
      line += String(decoding: piece, as: UTF8.self)
    }
    guard let port = line.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) }) else {
      throw NotStarted()
    }
    self.port = port
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// With short waits, for servers that fail on purpose.
  package var uri: String {
    "mongodb://127.0.0.1:\(port)/app?serverSelectionTimeoutMS=2000&socketTimeoutMS=20000"
  }

  /// The commands of one kind that arrived, in their order.
  package func commands(_ name: String) throws -> [[String: Any]] {
    let log = folder.appending(path: "log")
    guard let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
    return try text.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }.filter { $0[name] != nil }
  }

  /// Returns once a command of this kind has arrived; throws when that takes longer than 20 seconds,
  /// as when the tool has died.
  package func waitFor(_ name: String) throws {
    for _ in 0..<1000 {
      if try !commands(name).isEmpty { return }
      usleep(20_000)
    }
    throw NeverAsked(command: name)
  }
}
