import Foundation
import Glibc

/// A running strict stand-in for MongoDB (`Tests/Peers/mongo_store.py`), which ends with its owner.
///
/// It keeps documents byte for byte, and answers what it does not understand with an error. Collections are named with
/// their database, as in `app.users`; documents and commands that are JSON are so as `Tests/Peers/store_json.py` has it.
package final class MongoStore {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Peers/mongo_store.py").path

  /// The same after a restart.
  package private(set) var port = 0
  private let folder: URL
  private let options: [String]
  private var process = Process()
  private var control: StoreControl

  /// `options` are those of the script; what it holds outlives `kill` and `start`.
  package init(_ options: String...) throws {
    self.options = options
    folder = FileManager.default.temporaryDirectory
      .appending(path: "mongo-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    control = try StoreControl()
    try run()
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// With short waits, for servers that fail on purpose; the database is `app`.
  package var uri: String {
    "mongodb://127.0.0.1:\(port)/app?serverSelectionTimeoutMS=2000&socketTimeoutMS=20000"
  }

  // MARK: - Its life

  /// Kills it by SIGKILL.
  package func kill() {
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Starts it again on its port with what it has acknowledged, after `kill` or a fault that made it die; without faults.
  package func start() throws {
    process.waitUntilExit()
    (process, control) = (Process(), try StoreControl())
    try run()
  }

  private func run() throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "python3", "-u", Self.script, "--control", "--port", "\(port)",
        "--data", folder.appending(path: "data").path, "--log", folder.appending(path: "log").path,
      ] + options
    process.standardInput = control.others
    process.standardOutput = control.others
    try process.run()
    control.closeOthers()
    let line = try control.line().split(separator: " ")
    guard line.first == "PORT", let port = line.last.flatMap({ Int($0) }) else {
      throw StoreControl.Failed(description: "the store did not start")
    }
    self.port = port
  }

  // MARK: - What it holds

  /// Inserts whole documents of BSON, each with its `_id` first.
  package func insert(_ collection: String, _ documents: [[UInt8]]) throws {
    try insert(collection, json: documents.map { Data($0).base64EncodedString() })
  }

  /// Inserts documents of JSON, each with its `_id` first.
  package func insert(_ collection: String, json documents: [String]) throws {
    _ = try control.reply(["insert": collection, "documents": documents])
  }

  /// All documents in their natural order, byte for byte.
  package func documents(_ collection: String) throws -> [[UInt8]] {
    try control.bytes(["documents": collection])
  }

  /// All documents in their natural order as JSON, in which every type shows.
  package func json(_ collection: String) throws -> [String] {
    try control.texts(["documents": collection])
  }

  /// Carries out a command of JSON, with its `$db`; no fault strikes it, and no log has it.
  /// - Returns: the reply as JSON; one that is an error, or has errors of statements, throws.
  @discardableResult
  package func run(_ command: String) throws -> String {
    try control.reply(["run": command])
  }

  // MARK: - What comes over the wire

  /// The commands of one kind that arrived, in their order, those to an earlier life included.
  package func commands(_ name: String) throws -> [[UInt8]] {
    try control.bytes(["log": name])
  }

  /// The same as JSON.
  package func commandsJSON(_ name: String) throws -> [String] {
    try control.texts(["log": name])
  }

  /// How many commands of this kind have arrived in this life.
  package func count(_ name: String) throws -> Int { try control.count(["seen": name]) }

  /// Returns once so many commands of this kind have arrived in this life; throws when that takes longer than 20 seconds.
  package func waitFor(_ name: String, count: Int = 1) throws {
    for _ in 0..<1000 {
      if try self.count(name) >= count { return }
      usleep(20_000)
    }
    throw StoreControl.Failed(description: "\(name) was not asked for")
  }

  /// Sets a fault; of several that are due at once the one that was set first strikes.
  package func strike(_ fault: StoreFault) throws {
    _ = try control.ask(["fault": fault.members])
  }

  /// Takes all faults back.
  package func calm() throws {
    _ = try control.ask(["calm": true])
  }
}
