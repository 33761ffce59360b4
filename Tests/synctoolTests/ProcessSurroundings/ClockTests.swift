import Foundation
import Glibc
import Testing

/// A wall clock that is wrong or jumps. Times written are the database's or the source's.
struct ClockTests {
  /// A record whose time of creation nobody knows, and one with an ObjectId's.
  private static let records = [
    #"{"_id":"none","email":"none@x.test","name":"N"}"#, TestRecord.client(1, "a@x.test"),
  ]

  @Test(arguments: [
    (time: "1970-01-01 00:00:01", year: "1970"), ("2038-01-19 03:14:00", "2038"),
    ("2106-02-07 06:28:20", "2106"), ("9999-12-31 23:59:50", "9999"),
  ])
  func `a run whose clock is decades off does its job and measures its time`(
    time: String, year: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source(Self.records)
    stage.environment.merge(try FakeClock.at(time)) { $1 }
    let end = try stage.expect(0, "--format", "json", "--deadline", "50", "--wait", "1")
    let object = try end.json()
    let startedAt = try #require(object["startedAt"] as? String)
    #expect(startedAt.hasPrefix(year), "the clock of this test: \(startedAt)")
    let seconds = try #require(object["durationSeconds"] as? Double)
    #expect(seconds > 0 && seconds < end.seconds + 0.01)
    #expect(
      try stage.database.rows(
        """
        SELECT email, (createdat > now() - interval '1 hour')::text,
          (updatedat > now() - interval '1 hour')::text, extract(epoch FROM createdat)::int8 % 2
        FROM public.clients ORDER BY email
        """
      ).map { String($0.dropLast(2)) } == ["a@x.test|false|true", "none@x.test|true|true"])
    #expect(try stage.run("--force").counts() == ["read": 2, "unchanged": 2])
  }

  @Test(arguments: ["@2001-01-01 00:00:00", "@2035-01-01 00:00:00"])
  func `a clock that jumps during the run moves neither deadline nor duration`(
    later: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source(Self.records)
    try stage.file("clock", "@2026-01-01 00:00:00\n")
    let clock = try FakeClock.following(stage.path("clock"))
    let jump = {
      try stage.file("next", later + "\n")
      #expect(rename(stage.path("next"), stage.path("clock")) == 0)
    }

    // Waits for the table; nine years forward are no deadline, and back no endless one.
    let tool = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start(["--format", "json", "--deadline", "50"], clock)
      try stage.database.waitForLock()
      try jump()
      usleep(300_000)
      return tool
    }
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    let object = try end.json()
    #expect((object["startedAt"] as? String)?.hasPrefix("2026-01-01T00:00:0") == true)
    let seconds = try #require(object["durationSeconds"] as? Double)
    #expect(seconds >= 0.3 && seconds < end.seconds + 0.01)
    #expect(try stage.database.count() == 2)

    try stage.file("clock", "@2026-01-01 00:00:00\n")
    let late = try stage.database.holdingRunLock {
      let tool = try stage.start(["--wait", "40", "--deadline", "1"], clock)
      usleep(300_000)
      try jump()
      return try tool.end(within: 20)
    }
    #expect(late.status == 124, "\(late.everything)")
    #expect(late.seconds > 0.9 && late.seconds < 8)
  }
}
