import TestSupport
import Testing

/// Reads from MongoDB that break: started again from zero, never continued, never taken for whole.
struct BrokenReadTests {
  @Test(arguments: [
    ["--hang-up-after", "1000:1"], ["--hang-up-after", "2000:2"], ["--fail-getmore", "43:1"],
    ["--fail-getmore", "50:1"], ["--fail-getmore", "11600:3"], ["--fail-getmore", "237:1"],
    ["--fail-find", "189:1"],
  ])
  func `a read that breaks for a while is started again and arrives whole`(
    faults: [String]
  ) throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(2500), "--most", "1000", faults[0], faults[1])
    let end = try stage.expect(0, "--source", peer.uri)
    #expect(try end.counts() == ["read": 2500, "create": 2500])
    #expect(try stage.database.count() == 2500)
    #expect(
      try stage.run("--force", "--source", peer.uri).counts() == ["read": 2500, "unchanged": 2500])
  }

  private static let endless: [(faults: [String], status: Int32)] = [
    (["--hang-up-after", "1000"], 69), (["--hang-up-after", "2000"], 69),
    (["--fail-getmore", "43"], 1), (["--fail-getmore", "11600"], 1),
    (["--fail-getmore", "13"], 77), (["--fail-getmore", "2"], 1),
  ]

  @Test(arguments: endless)
  func `a read that breaks every time fails the run, and nothing is written`(
    faults: [String], status: Int32
  ) throws {
    let stage = try ProcessStage()
    let before = try stage.database.fingerprint()
    let peer = try ScriptedMongo(TestBSON.clients(2500), "--most", "1000", faults[0], faults[1])
    let end = try stage.expect(status, "--source", peer.uri, "--report", "run.ndjson")
    #expect(!end.everything.contains("hunter2"), "the server's text may hold data")
    #expect(!end.output.contains("read "), "no count of an incomplete read")
    #expect(try stage.database.fingerprint() == before)
    #expect(throws: (any Error).self) { try stage.text("run.ndjson") }
    let retried = faults[1] != "13" && faults[1] != "2"
    let reads = try peer.commands("find").count
    #expect(retried ? reads > 4 : reads <= 2, "\(reads) reads, that of the preflight among them")
  }

  /// A view that takes too long, a role that may only read, a server that has other things to do.
  @Test(arguments: [50, 13, 11600, 2])
  func `documents that cannot be counted are read all the same`(code: Int) throws {
    let stage = try ProcessStage(TestDatabase.clients, TestDatabase.wideRows(5000))
    try stage.database.run("ANALYZE public.clients")
    let peer = try ScriptedMongo(TestBSON.clients(3000), "--fail-count", "\(code)")
    let end = try stage.expect(0, "--source", peer.uri)
    #expect(try end.counts()["read"] == 3000)
    #expect(try !peer.commands("count").isEmpty)
  }

  @Test func `no more is fetched ahead than rows leave memory for, however many they are`() throws {
    let stage = try ProcessStage(TestDatabase.clients, TestDatabase.wideRows(6000))
    let note = String(repeating: "n", count: 2000)
    let documents = (1...6000).map {
      TestBSON.client(
        $0,
        [
          ("email", .string("client\($0)@x.test")), ("name", .string("Ann")),
          ("note", .string(note)),
        ])
    }
    let peer = try ScriptedMongo(documents)
    let end = try stage.expect(0, "--source", peer.uri)
    #expect(try end.counts()["read"] == 6000)
    let asked = try peer.commands("getMore").compactMap { $0["batchSize"] as? Int }
    #expect(asked.contains { $0 > 1000 } && asked.allSatisfy { $0 * note.utf8.count < 5 << 20 })
  }

  @Test func `a dry run ends as the run would`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(
      TestBSON.clients(1500), "--most", "1000", "--hang-up-after", "1000")
    let end = try stage.expect(69, "--dry-run", "--detailed-exitcode", "--source", peer.uri)
    #expect(end.lines.last == "DRY RUN: nothing was written")
  }

  /// A server that says that all is sent is believed: only the counts show what is missing, and a
  /// client that the table has and the source has not is an orphan.
  @Test func `a read that the server ends early is seen by the counts alone`() throws {
    let stage = try ProcessStage()
    let whole = try ScriptedMongo(TestBSON.clients(1500))
    try stage.expect(0, "--source", whole.uri)
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--end-early", "1200")
    let end = try stage.expect(0, "--force", "--source", peer.uri)
    #expect(try end.counts() == ["read": 1200, "unchanged": 1200, "orphan": 300])
    #expect(try stage.database.count() == 1500)
  }
}
