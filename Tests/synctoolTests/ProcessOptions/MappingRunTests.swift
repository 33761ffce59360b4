import Foundation
import Testing

/// The folders of `Tests/MappingRuns`, whose README.md says what is in them.
struct MappingRunTests {
  private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let runs = project.appending(path: "Tests/MappingRuns")
  private static let mappings = project.appending(path: "Scripts/package.d/examples/mappings")

  private static var names: [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return found.filter { !$0.hasSuffix(".md") }.sorted()
  }

  @Test func `there is a run for every mapping of the package, and a mapping for every run`() throws
  {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.mappings.path).sorted()
    #expect(files == Self.names.map { $0 + ".json" } && files.count >= 7)
  }

  @Test(arguments: names)
  func `a framework's table is filled as its folder says, and a second run finds nothing`(
    name: String
  ) throws {
    let folder = Self.runs.appending(path: name)
    let stage = try ProcessStage(try Self.text("table.sql", folder))
    try stage.file("mapping.json", try Self.text("\(name).json", Self.mappings))
    try stage.file("records.ndjson", try Self.text("records.ndjson", folder))
    stage.environment["SYNCTOOL_SOURCE"] = "records.ndjson"
    for line in (try? Self.lines("environment", folder)) ?? [] {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      stage.environment[parts[0]] = parts[1]
    }
    let status = try #require(Int32(try Self.lines("status", folder)[0]))
    let arguments = try Self.lines("arguments", folder)
    let end = try stage.start(arguments).end()
    #expect(end.status == status && end.error.isEmpty, "\(end.everything)")
    let said = end.lines.filter { !$0.hasPrefix("target: ") && !$0.hasPrefix("took ") }
    #expect(try said == Self.lines("expected-stdout", folder))
    let question = try Self.text("rows.sql", folder)
    let rows = try Self.lines("expected-rows", folder)
    #expect(try stage.database.rows(question) == rows)
    let again = try stage.start(arguments).end().counts()
    #expect(again["create"] == nil && again["update"] == nil && again["unchanged"] != nil)
    #expect(try stage.database.rows(question) == rows)
  }

  private static func text(_ name: String, _ folder: URL) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private static func lines(_ name: String, _ folder: URL) throws -> [String] {
    try text(name, folder).split(separator: "\n").map(String.init)
  }
}
