import Foundation
import Testing

/// How a run of the tool ended, and what it said.
struct ToolEnd {
  /// The exit code; minus the signal's number when a signal ended the process.
  var status: Int32
  var output: String
  var error: String
  var seconds: Double

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The one JSON object that standard output must be.
  func json() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(value as? [String: Any])
  }

  /// The counts, of text as of JSON output; without those that are 0.
  func counts() throws -> [String: Int] {
    if output.hasPrefix("{") {
      let counts = try #require(try json()["counts"] as? [String: Int])
      return counts.filter { $0.value != 0 }
    }
    let line = try #require(lines.last { $0.hasPrefix("read ") }, "there is no summary")
    let words = line.split { " =+;".contains($0) }
    var counts: [String: Int] = [:]
    for (name, number) in zip(words, words.dropFirst()) {
      if let number = Int(number), number != 0 { counts[String(name)] = number }
    }
    return counts
  }

  /// The plan's digest, as a dry run prints it.
  func digest() throws -> String {
    let line = try #require(lines.first { $0.hasPrefix("plan digest: ") })
    return String(line.dropFirst(13))
  }

  /// All that was said, for the message of an expectation that fails.
  var everything: String { "exit \(status)\n\(output)\n\(error)" }
}
