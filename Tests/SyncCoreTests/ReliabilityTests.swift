import Foundation
import Testing

/// Each row of the account of reliability names what holds it.
@Suite struct ReliabilityTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The names of all tests, and of the scenarios of `Scripts/torture`.
  private static func names() throws -> Set<String> {
    let folder = root.appending(path: "Tests").path
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    var names: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      // No test may be left out of a run.
      let source = try text("Tests/" + file)
      #expect(!source.contains(".dis" + "abled("), "\(file) leaves a test out")
      for match in source.matches(of: /func `([^`]+)`/) { names.insert(String(match.1)) }
    }
    return names
  }

  @Test func `every row of the account of reliability names a test that exists`() throws {
    let names = try Self.names()
    let lines = try Self.text("Docs/Reliability.md").split(separator: "\n")
    var rows = 0
    for (line, next) in zip(lines, lines.dropFirst() + [""])
    where line.hasPrefix("| ") && !next.hasPrefix("|---") {
      let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|")
      let held = try #require(cells.last).matches(of: /`([^`]+)`/).map { String($0.1) }
      #expect(cells.count == 3 && !held.isEmpty, "\(line)")
      for name in held where name != "Scripts/torture" && name != "Scripts/fuzz" {
        // Not within the macro, which would list all the names.
        let isThere = names.contains(name)
        #expect(isThere, "no test is called: \(name)")
      }
      rows += 1
    }
    #expect(rows > 40)
  }
}
