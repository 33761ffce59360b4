import Foundation
import Testing

/// Each folder of `Tests/Golden` is one command line that needs no server: `arguments` (one a line), `status`,
/// `expected-stdout`, and `expected-stderr`, without which standard error must be empty.
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
    let outcome = try Tool.run(
      Tool.path,
      try Self.text("arguments", in: golden)?.split(separator: "\n").map(String.init) ?? [])
    #expect(outcome.output == (try Self.text("expected-stdout", in: golden) ?? ""))
    #expect(outcome.error == (try Self.text("expected-stderr", in: golden) ?? ""))
    #expect("\(outcome.status)\n" == (try Self.text("status", in: golden)))
  }

  private static func text(_ name: String, in folder: URL) throws -> String? {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try String(contentsOf: file, encoding: .utf8)
  }
}
