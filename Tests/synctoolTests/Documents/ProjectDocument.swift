import Foundation

/// A document of the project and the command lines that it shows.
enum ProjectDocument {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The lines of all fenced blocks of one language, in their order.
  static func lines(of language: String, in path: String) throws -> [String] {
    var lines: [String] = []
    var isInside = false
    for line in try text(path).split(separator: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```\(language)"
      } else if isInside {
        lines.append(String(line))
      }
    }
    return lines
  }
}
