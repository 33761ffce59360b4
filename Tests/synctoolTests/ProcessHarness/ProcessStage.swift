import Foundation
import Testing

/// What one test of the process works with: a database, a working folder, and the way to run there.
final class ProcessStage {
  let database: TestDatabase
  private let scratch: ScratchFolder
  /// The whole environment of every run.
  var environment: [String: String]

  /// `table` is the SQL that sets the database up.
  init(_ table: String = TestDatabase.clients, _ more: String = "") throws {
    database = try TestDatabase()
    scratch = try ScratchFolder()
    environment = ["DATABASE_URL": try TestServer.url(database: database.name)]
    if !(table + more).isEmpty { try database.run(table + more) }
  }

  var folder: URL { scratch.url }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file into the working folder; the name is its relative path.
  @discardableResult
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return name
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Makes `clients.ndjson` of these records the source of all runs.
  func source(_ records: [String]) throws {
    try file("clients.ndjson", records.joined(separator: "\n") + "\n")
    environment["SYNCTOOL_SOURCE"] = "clients.ndjson"
  }

  func start(
    _ arguments: [String], _ changes: [String: String] = [:],
    input: ToolProcess.Input = .nothing, output: ToolProcess.Output = .captured
  ) throws -> ToolProcess {
    try ToolProcess(
      arguments, environment: environment.merging(changes) { $1 }, folder: folder.path,
      input: input, output: output)
  }

  /// Runs the tool to its end.
  @discardableResult
  func run(
    _ arguments: String..., with changes: [String: String] = [:],
    input: ToolProcess.Input = .nothing, output: ToolProcess.Output = .captured
  ) throws -> ToolEnd {
    try start(arguments, changes, input: input, output: output).end()
  }

  /// Runs the tool and holds it to an exit code.
  @discardableResult
  func expect(
    _ status: Int32, _ arguments: String..., with changes: [String: String] = [:],
    input: ToolProcess.Input = .nothing, output: ToolProcess.Output = .captured,
    at location: SourceLocation = #_sourceLocation
  ) throws -> ToolEnd {
    let end = try start(arguments, changes, input: input, output: output).end()
    #expect(end.status == status, "\(end.everything)", sourceLocation: location)
    return end
  }

  /// The entries of an `.ndjson` report in the working folder.
  func report(_ name: String) throws -> [ReportEntry] {
    try text(name).split(separator: "\n").map {
      try JSONDecoder().decode(ReportEntry.self, from: Data($0.utf8))
    }
  }
}
