import Foundation
import Testing

/// What a headless Chromium found in a page, as `Tests/Peers/open_report.py` prints it.
struct BrowserReport: Decodable {
  struct Shape: Decodable {
    var title: String
    var heading: String
    var tags: [String: Int]
    var attributes: [String]
    var entries: Int
    var cells: [String]
    var clients: [String]
    var unnamed: [String]
    var headless: Int
    var landmarks: [Int]
    var alternative: String?
    var bars: Int
    var banner: String?
  }

  struct Look: Decodable {
    var contrast: Double
    var `where`: String
    var wide: [String]
    var sideways: Int
    var ground: String
  }

  struct Filter: Decodable {
    var all: String
    var presses: Int
    var focusSeen: [Bool]
    var typed: String
    var afterWord: String
    var visibleAfterWord: Int
    var afterAction: String
    var visibleAfterAction: Int
    var afterClear: String
    var focusAfterClear: String
    var afterNothing: String
    var noneSeen: Bool
  }

  struct WithoutScript: Decodable {
    var visible: Int
    var filter: Bool
  }

  var shape: Shape
  var looks: [String: Look]
  var filterOnPaper: Bool
  var filter: Filter?
  var withoutScript: WithoutScript
  var complaints: [String]
  var requests: [String]
  var address: String

  /// Opens the page; `word` is typed into the filter, `action` chosen in its list.
  static func open(_ path: String, word: String = "", action: String = "") throws -> BrowserReport {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Peers/open_report.py").path
    let python = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_PYTHON"] ?? "python3"
    let outcome = try Tool.run(
      "/usr/bin/env", [python, script, path, word, action],
      environment: ["PATH": "/usr/bin:/bin"])
    try #require(outcome.status == 0, "\(outcome.error)")
    return try JSONDecoder().decode(BrowserReport.self, from: Data(outcome.output.utf8))
  }

  /// What every page must be: silent, alone, readable on both screens and in both schemes.
  func expectSound(at location: SourceLocation = #_sourceLocation) {
    #expect(complaints == [], sourceLocation: location)
    #expect(Set(requests) == [address], "nothing but the file itself", sourceLocation: location)
    for (name, look) in looks {
      #expect(look.sideways <= 0 && look.wide == [], "\(name): \(look)", sourceLocation: location)
      #expect(look.contrast >= 4.5, "\(name): \(look)", sourceLocation: location)
    }
    #expect(looks["phone-light"]?.ground != looks["phone-dark"]?.ground, sourceLocation: location)
    #expect(shape.unnamed == [] && shape.headless == 0, sourceLocation: location)
    #expect(shape.landmarks == [1, 1, 1], sourceLocation: location)
    #expect(!filterOnPaper && !withoutScript.filter, sourceLocation: location)
    #expect(withoutScript.visible == shape.entries, sourceLocation: location)
  }
}
