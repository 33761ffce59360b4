import Testing

/// A dump that lies about where its documents end: nobody could say what was missed, so nothing
/// is written.
struct HostileFrameTests {
  private static func client(_ number: Int) -> [UInt8] {
    TestBSON.client(
      number, [("email", .string("client\(number)@x.test")), ("name", .string("Ann"))])
  }

  private static let length = Int32(client(1).count)

  @Test(
    arguments: [.min, -1, 0, 4, length - 1, length + 1, 2 * length, 48_000_001, .max] as [Int32])
  func `a wrong length of a document fails the run and writes nothing`(wrong: Int32) throws {
    var dump = (1...5).map(Self.client)
    dump[2].replaceSubrange(..<4, with: TestBSON.little(wrong))
    // Twice the length swallows the next document: only the end of the record's own members shows
    // it, so that this one record is rejected, and the other one is not there at all.
    let swallows = wrong == 2 * Self.length
    try Self.expectFailure(of: dump.flatMap { $0 }, swallows ? 3 : 1, rows: swallows ? 3 : 0)
  }

  @Test func `a dump that is cut within a document fails the run and writes nothing`() throws {
    let dump = (1...3).flatMap(Self.client)
    let last = dump.count - Int(Self.length)
    for end in [1, 3, 4, 5, last - 1, last + 1, last + 4, last + 17, dump.count - 1] {
      try Self.expectFailure(of: Array(dump[..<end]), 1, rows: 0)
    }
  }

  private static func expectFailure(of dump: [UInt8], _ status: Int32, rows: Int) throws {
    let stage = try ProcessStage()
    try stage.file("dump.bson", dump)
    let before = try stage.database.fingerprint()
    let end = try stage.expect(status, "--source", "dump.bson", "--report", "run.ndjson")
    #expect(try stage.database.count() == rows)
    guard status == 1 else { return }
    #expect(try stage.database.fingerprint() == before)
    #expect(end.error.contains("dump.bson") && end.error.contains("byte"), "\(end.everything)")
    #expect(!end.output.contains("read "), "no count of an incomplete read")
    #expect(throws: (any Error).self, "no report of a run that failed") {
      try stage.text("run.ndjson")
    }
  }
}
