import Basics
import Engine
import Foundation
import Synchronization
import Testing

@testable import SyncCore

/// Runs that keep what they know of the target in a file, where the source or the file is in the way.
struct KnownFileTests {
  /// Where the rows are in a file, a source is read twice: what was found out of one version of it says
  /// nothing of another.
  @Test(arguments: ["replaced", "written to", "left alone"])
  func `a file that changes between its two readings is staged as a whole`(change: String) throws {
    var database = try PropertyDatabase(schema: "known_\(change.prefix(4))")
    try database.create()
    defer { try? database.drop() }
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    var options = PropertyOptions()
    (options.force, options.memory) = (true, MemoryBudget(keys: 0))
    let documents = (1...KnownTargetTests.clients).map { KnownTargetTests.document($0) }
    _ = try tool.run(documents, options, dryRun: false)
    let source = URL(filePath: folder + "/clients.bson")
    let other = URL(filePath: folder + "/other.bson")
    // The other version lacks the first client, renames the second, and adds one.
    let later =
      [KnownTargetTests.document(2, name: "Renamed")] + documents[2...] + [
        KnownTargetTests.document(0)
      ]
    try Data(later.flatMap(\.bytes)).write(to: other)
    let isFirst = Mutex<Bool>(true)
    let answer = try tool.run(documents, options, dryRun: false) {
      let isDue = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      guard isDue else { return }
      do {
        switch change {
        case "replaced":
          #expect(rename(other.path, source.path) == 0)
        case "written to":
          let file = try FileHandle(forWritingTo: source)
          try file.seekToEnd()
          try file.write(contentsOf: Data(KnownTargetTests.document(0).bytes))
        default: break
        }
      } catch {
        Issue.record(error)
      }
    }
    let counts: [String: Int] =
      switch change {
      case "replaced":
        [
          "read": KnownTargetTests.clients, "unchanged": KnownTargetTests.clients - 2, "update": 1,
          "create": 1,
          "orphan": 1,
        ]
      case "written to":
        ["read": KnownTargetTests.clients + 1, "unchanged": KnownTargetTests.clients, "create": 1]
      default: ["read": KnownTargetTests.clients, "unchanged": KnownTargetTests.clients]
      }
    #expect(answer.counts.filter { $0.value > 0 } == counts)
  }

  @Test func `without a temporary file every record is staged, with a warning`() throws {
    var database = try PropertyDatabase(schema: "known_nowhere")
    try database.create()
    defer { try? database.drop() }
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    var options = PropertyOptions()
    (options.force, options.memory, options.isWeighty) = (true, MemoryBudget(keys: 0), true)
    let documents = (1...20).map { KnownTargetTests.document($0) }
    for (folders, isWarned) in [(["/nowhere"], false), (["/nowhere"], true), (["/tmp"], false)] {
      options.temporaryFolders = folders
      let answer = try tool.run(documents, options, dryRun: false)
      let warnings = answer.result.warnings.filter { $0.contains("--memory") }
      #expect(warnings.count == (isWarned ? 1 : 0))
      #expect(warnings.allSatisfy { $0.contains("TMPDIR") && $0.contains("ENOENT") })
      #expect(answer.result.exitCode == .done && answer.counts["read"] == 20)
    }
  }
}
