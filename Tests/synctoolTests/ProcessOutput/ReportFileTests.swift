import Foundation
import Testing

/// `--report`, run as processes.
struct ReportFileTests {
  private static func stage(_ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address) VALUES
        ('Old', 'old@x.test', '+1', '{"city": "A", "lines": ["x", "y"]}'),
        ('Ann', 'same@x.test', NULL, NULL);
      """)
    try stage.source(records)
    return stage
  }

  private static let records = [
    TestRecord.client(1, "new@x.test"),
    TestRecord.client(
      2, "old@x.test", name: "Old", #""phone":"+1","address":{"city":"B","lines":["x"]}"#),
    TestRecord.client(3, "same@x.test"), TestRecord.client(4, "no email"),
    TestRecord.client(5, "Same@x.test"),
  ]

  @Test func `ndjson has one entry for each record that is not unchanged, with its row's id`()
    throws
  {
    let stage = try Self.stage(Self.records)
    try stage.expect(3, "--force", "--report", "run.ndjson")
    let lines = try stage.text("run.ndjson").split(separator: "\n").map(String.init)
    #expect(
      lines == [
        #"{"action":"create","changes":{"createdat":{"from":null,"to":"2023-11-14T22:13:20+00:00"},"#
          + #""email":{"from":null,"to":"new@x.test"},"name":{"from":null,"to":"Ann"},"#
          + #""protected":{"from":null,"to":false}},"field":null,"key":"new@x.test","#
          + #""reason":null,"sourceId":"6553f1000000000000000001","targetId":3,"winnerId":null}"#,
        #"{"action":"update","changes":{"address.city":{"from":"A","to":"B"},"#
          + #""address.lines[1]":{"from":"y"}},"field":null,"key":"old@x.test","#
          + #""reason":null,"sourceId":"6553f1000000000000000002","targetId":1,"winnerId":null}"#,
        #"{"action":"duplicate","changes":{},"field":null,"key":"same@x.test","#
          + #""reason":"older-record","sourceId":"6553f1000000000000000003","#
          + #""targetId":null,"winnerId":"6553f1000000000000000005"}"#,
        #"{"action":"update","changes":{"email":{"from":"same@x.test","to":"Same@x.test"}},"#
          + #""field":null,"key":"same@x.test","reason":null,"#
          + #""sourceId":"6553f1000000000000000005","targetId":2,"winnerId":null}"#,
        #"{"action":"rejected","changes":{},"field":"email","key":null,"reason":"email-invalid","#
          + #""sourceId":"6553f1000000000000000004","targetId":null,"winnerId":null}"#,
      ])
  }

  @Test func `a dry run's report says the same but for the ids of new rows`() throws {
    let stage = try Self.stage(Self.records)
    try stage.expect(3, "-n", "--force", "--report", "dry.ndjson")
    try stage.expect(3, "--force", "--report", "run.ndjson")
    let dry = try stage.report("dry.ndjson")
    var run = try stage.report("run.ndjson")
    #expect(run.map(\.targetId) == [3, 1, nil, 2, nil])
    run[0].targetId = nil
    #expect(dry == run)
  }

  @Test func `a run that the guard stops reports its plan`() throws {
    let stage = try Self.stage(Self.records)
    try stage.expect(4, "--force", "--max-updates", "0", "--report", "run.ndjson")
    #expect(try stage.report("run.ndjson").filter { $0.action == "update" }.count == 2)
  }

  @Test func `csv is safe to open in a spreadsheet`() throws {
    let stage = try Self.stage([
      TestRecord.client(1, "=cmd@x.test", name: "=1+1"),
      TestRecord.client(2, "plain@x.test", name: #"a \"quoted\", name"#, #""phone":"-1""#),
      #"{"_id":"@SUM(A1)","email":"no","name":"\u001b[31m"}"#,
    ])
    try stage.expect(3, "--report", "RUN.CSV")
    let text = try stage.text("RUN.CSV")
    let rows = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      rows.first
        == "action,key,sourceId,targetId,reason,field,winnerId,changes,detail,line,byte,others,stale"
    )
    #expect(rows.count == 5 && rows.last == "")
    #expect(rows[1].hasPrefix(#"create,"'=cmd@x.test",6553f1000000000000000001,3,,,,"{"#))
    #expect(rows[2].contains(#"""name"":{""from"":null,""to"":""a \""quoted\"", name""}"#))
    #expect(rows[3] == #"rejected,,"'@SUM(A1)",,email-invalid,email,,,,,,,"#)
    #expect(!text.contains("\u{1B}"))
  }

  @Test func `the file is private, and a symlink in its place is replaced, not followed`() throws {
    let stage = try Self.stage(Self.records)
    try stage.file("victim", "precious")
    try stage.link("run.ndjson", to: "victim")
    try stage.expect(3, "--report", "run.ndjson")
    #expect(try stage.text("victim") == "precious")
    let facts = try FileManager.default.attributesOfItem(atPath: stage.path("run.ndjson"))
    #expect(facts[.type] as? FileAttributeType == .typeRegular)
    #expect(facts[.posixPermissions] as? Int == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: stage.folder.path).sorted()
        == ["clients.ndjson", "run.ndjson", "victim"], "nothing else is left behind")
  }

  @Test(arguments: [1, 2000])
  func `a report that finds no room undoes the run`(count: Int) throws {
    let stage = try Self.stage(TestRecord.many(count))
    try stage.link("run.ndjson", to: "/dev/full")
    let before = try stage.database.versions()
    let end = try stage.expect(1, "--report", "run.ndjson")
    #expect(end.error.contains("cannot write the report run.ndjson: no space left on device"))
    #expect(try stage.database.versions() == before)
    try stage.expect(1, "-n", "--report", "run.ndjson")
  }

  private static let unusable: [(path: String, status: Int32, words: String)] = [
    ("none/run.ndjson", 78, "no such file or directory"), ("run.txt", 64, "must end in"),
    ("run.xml", 64, "must end in .html, .md, .ndjson or .csv"),
    ("folder.csv", 78, "it is a directory"),
    ("clients.ndjson", 64, "is a file that this run reads"), ("/proc/run.csv", 78, "cannot open"),
  ]

  @Test(arguments: unusable)
  func `a place that takes no report ends the run before it begins`(
    path: String, status: Int32, words: String
  ) throws {
    let stage = try Self.stage(Self.records)
    let folder = stage.folder.appendingPathComponent("folder.csv")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let end = try stage.expect(status, "--report", path)
    #expect(end.error.contains(words), "\(end.error)")
    #expect(try stage.database.count() == 2)
  }

  @Test func `a run that fails leaves an earlier report as it was`() throws {
    let stage = try Self.stage(Self.records)
    try stage.file("run.csv", "of yesterday")
    try stage.expect(69, "--report", "run.csv", "--source", "missing.bson")
    #expect(try stage.text("run.csv") == "of yesterday")
  }
}
