import Basics
import Engine
import Foundation
import SyncCore
import Testing

@testable import synctool

struct ResultTests {
  private static var result: SyncResult {
    var result = SyncResult(
      .sync, dryRun: true, force: false, source: "clients.bson", target: "localhost/app clients",
      startedAt: 1_700_000_000_123_456, exitCode: .incomplete, failure: nil)
    for action: Action in [.create, .update, .duplicate, .rejected] { result.counts[action] = 1 }
    (result.counts.unchanged, result.counts[.orphan]) = (1, 4)
    (result.planned, result.planDigest, result.durationSeconds) = (true, "00ff", 1.25)
    return result
  }

  @Test func `text of a dry run begins and ends with the banner`() {
    let text = RunText(style: TextStyle(palette: Palette(enabled: false), isQuiet: false))
    #expect(
      text.header(dryRun: true, source: "a\u{1B}", target: "b") == """
        DRY RUN: nothing is written
        source: a\\u{1b}
        target: b

        """)
    #expect(
      text.footer(Self.result) == """
        read 5 = create 1 + update 1 + unchanged 1 + differs 0 + duplicate 1 + rejected 1\
         + failed 0; orphan 4
        plan digest: 00ff
        to apply exactly this plan: the same command without --dry-run, with --expect 00ff
        took 1.25 s
        DRY RUN: nothing was written

        """)
  }

  @Test func `how to apply a plan is said where it would work`() {
    let text = RunText(style: TextStyle(palette: Palette(enabled: false), isQuiet: false))
    var result = Self.result
    result.kind = .fix
    #expect(text.footer(result).contains("\nto apply: the same command without --dry-run\n"))
    result = Self.result
    result.failure = SyncFailure(.stopped, .plan, "too many creates")
    #expect(text.footer(result).contains("plan digest: 00ff\ntook 1.25 s\n"))
  }

  @Test func `text of a run without a plan has no counts`() {
    var result = Self.result
    (result.dryRun, result.planned, result.planDigest) = (false, false, nil)
    result.failure = SyncFailure(.failed, .source, "broken")
    let text = RunText(style: TextStyle(palette: Palette(enabled: false), isQuiet: false))
    #expect(text.footer(result) == "nothing was written\ntook 1.25 s\n")
    #expect(!text.header(dryRun: false, source: "a", target: "b").contains("DRY"))
  }

  @Test func `quiet says nothing around the problems`() {
    let text = RunText(style: TextStyle(palette: Palette(enabled: false), isQuiet: true))
    #expect(text.header(dryRun: true, source: "a", target: "b") == "")
    #expect(text.footer(Self.result) == "")
  }

  @Test func `JSON is one stable line with sorted keys`() {
    #expect(
      ResultJSON.run(Self.result) == """
        {"command":"sync","committed":false,"counts":{"create":1,"differs":0,"duplicate":1,"excluded":0,"excludedRows":0,"failed":0,"orphan":4,\
        "read":5,"rejected":1,"unchanged":1,"update":1},"dryRun":true,"durationSeconds":1.250,\
        "exitCode":3,"force":false,"planDigest":"00ff","runId":null,"schema":1,\
        "source":"clients.bson","startedAt":"2023-11-14T22:13:20.123Z",\
        "target":"localhost/app clients"}

        """)
  }

  @Test func `JSON of a failure tells stage, message and hint`() throws {
    var result = Self.result
    result.failure = SyncFailure(.stopped, .plan, "too many creates", hint: "look")
    let value = try JSONSerialization.jsonObject(with: Data(ResultJSON.run(result).utf8))
    let error = (value as? [String: Any])?["error"] as? [String: String]
    #expect(error == ["hint": "look", "message": "too many creates", "stage": "plan"])
    #expect(
      ResultJSON.failure(SyncFailure(.unfit, .settings, "m"), command: .check) == """
        {"command":"check","error":{"hint":"","message":"m","stage":"settings"},"exitCode":78,\
        "schema":1}

        """)
  }

  @Test func `check has a line for each finding`() {
    let fault = CheckLine(
      side: .target, subject: "table", verdict: .fault, detail: "there is no clients",
      hint: "create it", code: .unfit)
    let fine = CheckLine(side: .source, subject: "reachable", verdict: .ok, detail: "yes")
    let text = CheckText(palette: Palette(enabled: false))
    #expect(text.line(fine) == "ok    source  reachable: yes\n")
    #expect(
      text.line(fault)
        == "FAULT target  table: there is no clients\n      hint: create it\n")
    #expect(
      CheckJSON.text([fault], exitCode: .unfit) == """
        {"checks":[{"detail":"there is no clients","hint":"create it","side":"target",\
        "subject":"table","verdict":"fault"}],"command":"check","exitCode":78,"schema":1}

        """)
  }

  @Test func `faults carry the name of the tool on every line`() {
    let failure = SyncFailure(.unfit, .settings, "one\ntwo\u{7}", hint: "three")
    #expect(
      LogText.standardError(FaultText.failure(failure))
        == "synctool: error: one\nsynctool: error: two\\u{7}\nsynctool: hint: three\n")
    #expect(
      LogText.standardError(LogLine(.warn, "four")) == "synctool: warning: four\n")
  }
}
