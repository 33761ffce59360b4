import Foundation
import Glibc
import Testing

/// What `--metrics` writes, run as processes.
struct MetricsTests {
  private static func stage(_ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_METRICS"] = "run.prom"
    try stage.source(records)
    return stage
  }

  @Test func `the file tells what a run did, in a form that Prometheus takes`() throws {
    let stage = try Self.stage([
      TestRecord.client(1, "a@x.test", TestRecord.updated(5)), TestRecord.client(2, "A@x.test"),
      TestRecord.client(3, "b@x.test"), TestRecord.client(4, "none"),
    ])
    try stage.database.run("INSERT INTO public.clients (name, email) VALUES ('Old', 'old@x.test')")
    let before = Date().timeIntervalSince1970
    try stage.expect(3)
    let after = Date().timeIntervalSince1970
    let metrics = try MetricsText(stage)
    #expect(try metrics.records() == ["create": 2, "duplicate": 1, "rejected": 1])
    #expect(try metrics.value("last_run_orphans") == 1)
    #expect(try metrics.value("last_run_exit_code") == 3)
    #expect(try metrics.value("info", #"version="0.1.0""#) == 1)
    #expect(try metrics.value("newest_record_timestamp_seconds") == Double(TestRecord.time + 5))
    let end = try #require(try metrics.value("last_run_timestamp_seconds"))
    // Written with milliseconds.
    #expect(end > before - 0.001 && end < after + 0.001)
    #expect(try metrics.value("last_success_timestamp_seconds") == end)
    let duration = try #require(try metrics.value("last_run_duration_seconds"))
    #expect(duration > 0 && duration < after - before + 0.001)
  }

  @Test func `a run that fails keeps the moment of the last success and tells no counts`() throws {
    let stage = try Self.stage(TestRecord.many(2))
    try stage.expect(0)
    let success = try MetricsText(stage).value("last_success_timestamp_seconds")
    try stage.expect(69, with: ["SYNCTOOL_SOURCE": "missing.bson"])
    let metrics = try MetricsText(stage)
    #expect(try success != nil && metrics.value("last_success_timestamp_seconds") == success)
    #expect(try metrics.value("last_run_exit_code") == 69)
    let end = try #require(try metrics.value("last_run_timestamp_seconds"))
    #expect(end > success ?? .infinity)
    #expect(!metrics.text.contains("last_run_records") && !metrics.text.contains("newest_record"))
    try stage.source(TestRecord.many(3))
    try stage.expect(4, "--max-creates", "0")
    let stopped = try MetricsText(stage)
    #expect(try stopped.records() == ["create": 1, "unchanged": 2], "of the plan that was stopped")
    #expect(try stopped.value("last_success_timestamp_seconds") == success)
  }

  @Test(arguments: ["", "other_metric 1\n", "\u{0}\u{1}", "synctool_info{command=\"sync\n"])
  func `a file of somebody else is replaced`(text: String) throws {
    let stage = try Self.stage(TestRecord.many(1))
    try stage.file("run.prom", text)
    try stage.expect(69, with: ["SYNCTOOL_SOURCE": "missing.bson"])
    let metrics = try MetricsText(stage)
    #expect(try metrics.value("last_run_exit_code") == 69)
    #expect(try metrics.value("last_success_timestamp_seconds") == nil)
    #expect(!metrics.text.contains("other_metric"))
  }

  @Test func `a dry run, a repair and another table leave the series of the full run alone`() throws
  {
    let stage = try Self.stage(TestRecord.many(2))
    try stage.database.run("CREATE TABLE public.other (LIKE public.clients INCLUDING ALL)")
    try stage.expect(0)
    let full = try MetricsText(stage).text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    try stage.expect(0, "--dry-run")
    try stage.expect(0, "--only", "client1@x.test")
    try stage.expect(78, with: ["SYNCTOOL_TABLE": #""we""ird\.x".none"#])
    try stage.expect(0, with: ["SYNCTOOL_TABLE": "other"])
    let metrics = try MetricsText(stage)
    #expect(full.allSatisfy { metrics.text.contains($0 + "\n") })
    #expect(try metrics.value("last_run_exit_code", scope: "dry-run") == 0)
    #expect(try metrics.records(scope: "partial") == ["unchanged": 1])
    #expect(try metrics.value("last_run_exit_code", table: "public.other") == 0)
    #expect(try metrics.value("last_run_exit_code", table: #"we\"ird\\.x.none"#) == 78)
    try stage.expect(0)
    let again = try MetricsText(stage)
    #expect(try again.records() == ["unchanged": 2])
    #expect(again.text.split(separator: "\n").count == metrics.text.split(separator: "\n").count)
  }

  @Test func `runs that share a file and end at the same time lose nothing`() throws {
    let stage = try Self.stage(TestRecord.many(1))
    let tables = (1...6).map { "t\($0)" }
    for table in tables {
      try stage.database.run("CREATE TABLE public.\(table) (LIKE public.clients INCLUDING ALL)")
    }
    let runs = try tables.map { try stage.start([], ["SYNCTOOL_TABLE": $0]) }
    for run in runs { #expect(try run.end().status == 0) }
    let metrics = try MetricsText(stage)
    for table in tables {
      #expect(try metrics.value("last_run_exit_code", table: "public.\(table)") == 0)
    }
  }

  private static let newest: [(records: [String], newest: Double?)] = [
    (TestRecord.many(2), nil), ([], nil),
    ([TestRecord.client(1, "a@x.test", TestRecord.updated(-2_000_000_000))], -300_000_000),
    ([TestRecord.client(1, "no email", TestRecord.updated(7))], 1_700_000_007),
    (
      [
        TestRecord.client(1, "a@x.test", TestRecord.updated(9)),
        TestRecord.client(2, "a@x.test", TestRecord.updated(8)),
        TestRecord.client(3, "b@x.test", #""updatedAt":"2030-01-01""#),
      ], 1_700_000_009
    ),
  ]

  @Test(arguments: newest, ["file", "pipe"])
  func `the newest source record is found among all, those that are equal too`(
    scene: (records: [String], newest: Double?), source: String
  ) throws {
    let stage = try Self.stage(scene.records)
    let text = try stage.text("clients.ndjson")
    // The second run meets records that are equal, and from a file does not even stage them.
    for _ in 1...2 {
      let end = try stage.run(
        "--allow-empty", with: source == "file" ? [:] : ["SYNCTOOL_SOURCE": "-"],
        input: .bytes(Array(text.utf8)))
      #expect(end.status == 0 || end.status == 3, "\(end.everything)")
      let newest = try MetricsText(stage).value("newest_record_timestamp_seconds")
      #expect(newest == scene.newest)
    }
  }

  @Test func `the newest record of a MongoDB server is known too`() throws {
    let stage = try ProcessStage()
    let collection = try MongoCollection([
      TestRecord.client(1, "a@x.test", TestRecord.updated(3)), TestRecord.client(2, "b@x.test"),
    ])
    try stage.expect(0, "--metrics", "run.prom", with: ["MONGODB_URI": collection.uri])
    #expect(
      try MetricsText(stage).value("newest_record_timestamp_seconds")
        == Double(TestRecord.time + 3))
  }
}
