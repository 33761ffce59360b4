import Foundation
import Testing

/// The folders of `Tests/Runs`: what the tool says, in every form, and what it leaves behind.
struct RunFolderTests {
  @Test func `there are folders`() { #expect(RunFolder.names.count >= 2) }

  @Test func `each mapping of the package is run by the folder of its name`() throws {
    let folders = RunFolder.names.filter { $0.hasPrefix("mapping-") }.map { RunFolder($0).url }
    let mappings = folders.map {
      $0.appending(path: "mapping.json").resolvingSymlinksInPath()
    }
    let files = try FileManager.default.contentsOfDirectory(
      at: try #require(mappings.first).deletingLastPathComponent(), includingPropertiesForKeys: nil)
    #expect(Set(files.map(\.path)) == Set(mappings.map(\.path)) && files.count >= 7)
    for (folder, mapping) in zip(folders, mappings) {
      #expect(
        "mapping-\(mapping.deletingPathExtension().lastPathComponent)" == folder.lastPathComponent)
    }
  }

  @Test(arguments: RunFolder.names)
  func `the tool says and leaves what the folder expects`(name: String) throws {
    let folder = RunFolder(name)
    let found = try folder.carryOut()
    if RunFolder.isRecording {
      try folder.record(found)
      Issue.record("\(name) is recorded: look at the difference, and run the test again")
      return
    }
    let expected = try folder.expectations()
    #expect(Set(found.keys) == Set(expected.keys))
    for (file, text) in found {
      let other = (expected[file] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let differing = zip(lines, other).first { $0 != $1 }
      #expect(
        lines == other,
        "\(file): \(differing.map { "\($0) where \($1) is expected" } ?? "its length")")
    }
  }
}
