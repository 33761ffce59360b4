import Foundation
import Testing

/// Each folder of `Tests/Golden` is one command line: `arguments` (one a line), `status`,
/// `expected-stdout`, and where there is one `environment` (NAME=value a line), `expected-stderr`
/// (else standard error must be empty) and `input/` (files of the working directory).
struct GoldenTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden")

  private static var cases: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()
      .filter { FileManager.default.fileExists(atPath: root.path + "/\($0)/arguments") }
  }

  @Test func `there are cases`() {
    #expect(Self.cases.count >= 10)
  }

  @Test(arguments: cases)
  func `the command line ends as expected`(name: String) throws {
    let golden = Self.root.appendingPathComponent(name)
    let scratch = try ScratchFolder()
    let folder = scratch.url.appendingPathComponent("work")
    let input = golden.appendingPathComponent("input")
    if FileManager.default.fileExists(atPath: input.path) {
      try FileManager.default.copyItem(at: input, to: folder)
    } else {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let outcome = try Tool.run(
      Tool.path, try Self.lines("arguments", in: golden) ?? [],
      environment: try Self.environment(in: golden), folder: folder)
    #expect(outcome.output == (try Self.text("expected-stdout", in: golden) ?? ""))
    #expect(outcome.error == (try Self.text("expected-stderr", in: golden) ?? ""))
    #expect("\(outcome.status)\n" == (try Self.text("status", in: golden)))
  }

  private static func text(_ name: String, in folder: URL) throws -> String? {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try String(contentsOf: file, encoding: .utf8)
  }

  private static func lines(_ name: String, in folder: URL) throws -> [String]? {
    try text(name, in: folder)?.split(separator: "\n").map(String.init)
  }

  private static func environment(in folder: URL) throws -> [String: String] {
    let pairs = try lines("environment", in: folder) ?? []
    return Dictionary(
      uniqueKeysWithValues: pairs.map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      })
  }
}
