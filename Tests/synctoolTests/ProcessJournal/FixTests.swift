import Foundation
import Glibc
import TestSupport
import Testing

/// `fix`, run as a process.
struct FixTests {
  private static let rows = """
    INSERT INTO public.clients (name, email)
    VALUES ('Old', 'client1@x.test'), ('Old', 'client2@x.test'), ('Old', 'client3@x.test');
    """
  private static let names = "SELECT email, name FROM public.clients ORDER BY email COLLATE \"C\""

  private static func stage(records: [String] = TestRecord.many(4)) throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, rows)
    try stage.source(records)
    return stage
  }

  /// The clients of a part of the JSON result.
  private static func clients(_ end: ToolEnd, _ part: String) throws -> [ExplainedClient]? {
    struct Whole: Decodable {
      var before: [ExplainedClient]?
      var after: [ExplainedClient]?
    }
    let whole = try JSONDecoder().decode(Whole.self, from: Data(end.output.utf8))
    return part == "before" ? whole.before : whole.after
  }

  @Test func `the clients named are repaired, and no other`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "init")
    let end = try stage.expect(0, "fix", "Client2@x.test", "client4@x.test", "--format", "json")
    #expect(
      try stage.database.rows(Self.names) == [
        "client1@x.test|Old", "client2@x.test|Ann", "client3@x.test|Old", "client4@x.test|Ann",
      ])
    let json = try end.json()
    #expect(json["command"] as? String == "fix" && json["force"] as? Bool == true)
    #expect(json["runId"] as? Int == 1 && json["committed"] as? Bool == true)
    #expect(try end.counts() == ["read": 2, "create": 1, "update": 1])
    let before = try #require(try Self.clients(end, "before"))
    #expect(before.map(\.key) == ["client2@x.test", "client4@x.test"])
    #expect(before.map(\.next.withForce.action) == ["update", "create"])
    #expect(before.map { $0.rows?.count } == [1, 0])
    let after = try #require(try Self.clients(end, "after"))
    #expect(after.map(\.next.withForce.action) == ["unchanged", "unchanged"])
    #expect(after.map { $0.history?.map(\.line) } == [["1 fix update 2"], ["1 fix create 4"]])
    #expect(
      try stage.database.rows("SELECT command, status, exit_code FROM synctool.runs")
        == ["fix|done|0"])
  }

  @Test func `a dry run shows the same, writes nothing and looks once`() throws {
    let stage = try Self.stage()
    let before = try stage.database.fingerprint()
    let end = try stage.expect(
      2, "fix", "client2@x.test", "--dry-run", "--detailed-exitcode", "--format", "json")
    #expect(try stage.database.fingerprint() == before)
    #expect(try Self.clients(end, "before")?.map(\.next.withForce.action) == ["update"])
    #expect(try Self.clients(end, "after") == nil)
    #expect(try end.counts() == ["read": 1, "update": 1])
    let text = try stage.expect(0, "fix", "client2@x.test", "--dry-run")
    #expect(text.lines.contains("to apply: the same command without --dry-run"), "\(text.output)")
    #expect(!text.output.contains("--expect"))
  }

  @Test func `text shows before, the run, and after`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "fix", "client1@x.test")
    let parts = [
      "before:", "comparison: what the row has", "~ update", "took ", "after:",
      "comparison: record and row are equal",
    ]
    var rest = end.output[...]
    for part in parts {
      let range = try #require(rest.range(of: part), "\(part) is missing in \(end.output)")
      rest = rest[range.upperBound...]
    }
    let quiet = try stage.expect(0, "fix", "client2@x.test", "--quiet")
    #expect(quiet.output.isEmpty)
  }

  @Test func `more than five clients are shown in a line each`() throws {
    let stage = try Self.stage()
    let emails = (1...6).map { "client\($0)@x.test" }
    let end = try stage.start(["fix"] + emails).end()
    #expect(end.status == 0, "\(end.everything)")
    let lines = end.lines
    let first = try #require(lines.firstIndex(of: "before:"))
    let told = lines[first + 1...first + 6].map {
      $0.split(separator: " ").dropFirst().joined(separator: " ")
    }
    #expect(
      told
        == Array(repeating: "update: name", count: 3)
        + [
          "create: email, protected, name, createdat", "no record in the source",
          "no record in the source",
        ])
    let last = try #require(lines.firstIndex(of: "after:"))
    #expect(lines[last + 1...last + 4].allSatisfy { $0.hasSuffix("  unchanged") })
    let json = try stage.start(["fix", "--format", "json"] + emails).end()
    let before = try #require(try Self.clients(json, "before"))
    let fates = before.map(\.next.withForce.action)
    #expect(fates == Array(repeating: "unchanged", count: 4) + ["absent", "absent"])
    #expect(before.allSatisfy { $0.rows == nil && $0.next.withoutForce == nil })
  }

  @Test func `the end is that of the sync`() throws {
    let stage = try Self.stage(
      records: TestRecord.many(1) + [#"{"_id":1,"email":"client2@x.test"}"#])
    try stage.expect(3, "fix", "client1@x.test", "client2@x.test")
    #expect(try stage.database.value("SELECT name FROM public.clients WHERE id = 1") == "Ann")
    try stage.expect(4, "fix", "nobody@x.test")
    try stage.database.run("UPDATE public.clients SET name = 'Old';")
    let end = try stage.expect(4, "fix", "client1@x.test", "--max-updates", "0", "--format", "json")
    #expect(try Self.clients(end, "after") == nil)
    #expect(try stage.database.value("SELECT name FROM public.clients WHERE id = 1") == "Old")
  }

  private static let faults: [([String], Int32, String)] = [
    (["fix"], 64, "fix names no client"),
    (["fix", "no email"], 64, "EMAIL: value 1 is not an email address"),
    (["fix", "--from", "missing.csv"], 64, "missing.csv cannot be read: no such file"),
    (["fix", "--from", "plan.txt"], 64, "must be a .ndjson or .csv report"),
    (["fix", "--from", "clients.ndjson"], 64, "is not a report: entry 1 cannot be read"),
    (["fix", "--from", "list.csv"], 64, "is not a report"),
    (["fix", "--from", "broken.csv"], 64, "is not a report: entry 2 cannot be read"),
    (["fix", "--from", "empty.ndjson"], 64, "fix names no client"),
    (["fix", "--from", "keyless.csv"], 64, "fix names no client"),
    (["fix", "a@x.test", "--from", "run.csv", "--report", "run.csv"], 64, "--report"),
    (["fix", "a@x.test", "--source", "-"], 64, "the source is read several times"),
    (["fix", "a@x.test", "--only", "b@x.test"], 64, "--only"),
    (["fix", "a@x.test", "--source", "missing.bson"], 69, "missing.bson"),
  ]

  @Test(arguments: faults)
  func `a faulty call ends before anything is written`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let stage = try Self.stage()
    let header = "action,key,sourceId\r\n"
    try stage.file("plan.txt", header)
    try stage.file("list.csv", "email\r\na@x.test\r\n")
    try stage.file("broken.csv", header + "create,a@x.test,1\r\ncreate,\"b@x.test\r\n")
    try stage.file("empty.ndjson", "\n")
    try stage.file("run.csv", header + "create,a@x.test,1\r\n")
    try stage.file("keyless.csv", header + "rejected,,1\r\n")
    let before = try stage.database.fingerprint()
    let end = try stage.start(arguments).end()
    #expect(end.status == status, "\(end.everything)")
    #expect(end.error.contains(words), "\(end.everything)")
    #expect(try stage.database.fingerprint() == before)
  }

  @Test(arguments: [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP")])
  func `a stop after the repair does not call the target unchanged`(
    signal: Int32, name: String
  ) throws {
    let stage = try Self.stage()
    try stage.database.run(
      "CREATE TABLE public.orders (client bigint REFERENCES public.clients (id))")
    var writer = try stage.database.connect()
    try writer.executeScript("BEGIN; LOCK TABLE public.clients IN ROW EXCLUSIVE MODE")
    let tool = try stage.start(["fix", "client1@x.test"])
    try stage.database.waitForLock()
    // What the client refers to can be counted before the repair, and not after it.
    try stage.database.holding("LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE") {
      try writer.executeScript("COMMIT")
      try stage.database.waitForLock(on: "orders")
      tool.signal(signal)
      let end = try tool.end()
      #expect(end.status == 0, "\(end.everything)")
      #expect(
        end.error.contains("the clients could not be looked at afterwards: stopped by \(name)\n"),
        "\(end.error)")
      #expect(!end.everything.contains("unchanged;"), "\(end.everything)")
    }
    #expect(try stage.database.rows(Self.names).first == "client1@x.test|Ann")
  }
}
