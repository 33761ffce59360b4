import Testing

extension ProcessStage {
  /// Holds a run to a failure that leaves the table as it was, told by one line with these words and
  /// one with the next step.
  func expectFailure(
    _ status: Int32, _ words: String, hint: String = "", _ end: ToolEnd, before: [String],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(end.status == status, "\(end.everything)", sourceLocation: location)
    let faults = end.error.split(separator: "\n").filter { $0.hasPrefix("synctool: error: ") }
    #expect(faults.count == 1, "\(end.error)", sourceLocation: location)
    #expect(end.error.contains(words), "\(end.everything)", sourceLocation: location)
    #expect(end.error.contains("hint: " + hint), "\(end.everything)", sourceLocation: location)
    #expect(try database.versions() == before, "the table moved", sourceLocation: location)
  }

  /// Runs as often as a plain operator would, and holds the table to the whole result.
  func expectConvergence(
    _ count: Int, at location: SourceLocation = #_sourceLocation
  ) throws {
    try expect(0, "--force", at: location)
    #expect(try database.count() == count, sourceLocation: location)
    let before = try database.versions()
    let end = try expect(0, "--force", at: location)
    #expect(try end.counts() == ["read": count, "unchanged": count], sourceLocation: location)
    #expect(try database.versions() == before, sourceLocation: location)
  }
}
