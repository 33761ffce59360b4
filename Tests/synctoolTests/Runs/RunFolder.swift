import Foundation
import Testing

/// One folder of `Tests/Runs`, whose README.md says what is in it.
struct RunFolder {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Runs")

  /// `SYNCTOOL_TEST_RECORD=1 Scripts/test RunFolderTests` writes down what the tool says by now, for the
  /// difference to be looked at.
  static let isRecording = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_RECORD"] == "1"

  /// The files that are no input of the tool's.
  private static let own = [
    "about", "target.sql", "present.sql", "environment", "arguments", "rows.sql", "expected",
  ]

  static var names: [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return found.filter { !$0.hasSuffix(".md") }.sorted()
  }

  let url: URL
  private let expected: URL

  init(_ name: String) {
    url = Self.root.appending(path: name)
    expected = url.appending(path: "expected")
  }

  /// Carries the runs out and gives what there is afterwards, by the names of files in `expected`.
  func carryOut() throws -> [String: String] {
    let stage = try ProcessStage(
      text("target.sql") ?? TestDatabase.clients, text("present.sql") ?? "")
    let input = try FileManager.default.contentsOfDirectory(atPath: url.path)
      .filter { !Self.own.contains($0) }
    for name in input { try stage.file(name, try #require(text(name))) }
    stage.environment["SYNCTOOL_SOURCE"] = "source.ndjson"
    for line in lines("environment") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      stage.environment[String(parts[0])] = String(parts[1])
    }
    let plain = try PlainRunText(of: stage)
    var found = ["transcript": plain.text(try transcript(stage))]
    for name in try FileManager.default.contentsOfDirectory(atPath: stage.folder.path)
    where !input.contains(name) { found[name] = plain.text(try stage.text(name)) }
    if let question = text("rows.sql") {
      found["rows"] = plain.text(
        try stage.database.rows(question).map { $0 + "\n" }.joined())
    }
    return found
  }

  /// A line of `arguments` that begins with `sql ` is a statement of somebody else's between two runs, or a
  /// question whose answer is shown.
  private func transcript(_ stage: ProcessStage) throws -> String {
    var transcript = ""
    for line in lines("arguments") {
      if line.hasPrefix("sql ") {
        let statement = String(line.dropFirst(4))
        let isQuestion = statement.hasPrefix("SELECT ")
        if !isQuestion { try stage.database.run(statement) }
        let answer = try isQuestion ? stage.database.rows(statement) : []
        transcript += "# \(statement)\n" + answer.map { $0 + "\n" }.joined() + "\n"
        continue
      }
      let end = try stage.start(line.split(separator: " ").map(String.init)).end()
      transcript += "$ synctool \(line)\n" + end.output
      if !end.error.isEmpty { transcript += "standard error:\n" + end.error }
      transcript += "exit code: \(end.status)\n\n"
    }
    return transcript
  }

  /// What `expected` holds.
  func expectations() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: expected.path)
    var texts: [String: String] = [:]
    for name in names {
      texts[name] = try String(contentsOf: expected.appending(path: name), encoding: .utf8)
    }
    return texts
  }

  /// Makes what was found what is expected.
  func record(_ found: [String: String]) throws {
    try? FileManager.default.removeItem(at: expected)
    try FileManager.default.createDirectory(at: expected, withIntermediateDirectories: true)
    for (name, text) in found {
      try text.write(to: expected.appending(path: name), atomically: true, encoding: .utf8)
    }
  }

  private func text(_ name: String) -> String? {
    try? String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  private func lines(_ name: String) -> [String] {
    (text(name) ?? "").split(separator: "\n").map(String.init)
  }
}
