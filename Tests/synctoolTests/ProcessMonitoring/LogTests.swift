import Basics
import Engine
import Foundation
import SyncCore
import TestSupport
import Testing

@testable import synctool

/// `--log-format` and `--log-to`.
struct LogTests {
  private static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      let value = try JSONSerialization.jsonObject(with: Data($0.utf8))
      return try #require(value as? [String: Any])
    }
  }

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    return stage
  }

  private static let scenes:
    [(arguments: [String], variables: [String: String], status: Int32, levels: Set<String>)] = [
      (["--source", "missing.bson"], [:], 69, ["error"]), (["-v"], [:], 0, ["debug"]),
      ([], ["SYNCTOOL_WIAT": "5"], 0, ["warning"]), (["--wait", "x"], [:], 64, ["error"]),
      (["check"], ["SYNCTOOL_WIAT": "5"], 0, ["warning"]),
      (["init", "--dry-run"], ["DATABASE_URL": "postgresql://127.0.0.1:1/x"], 69, ["error"]),
    ]

  @Test(arguments: scenes)
  func `each line is one JSON object`(
    scene: (
      arguments: [String], variables: [String: String], status: Int32, levels: Set<String>
    )
  ) throws {
    let stage = try Self.stage()
    stage.environment["SYNCTOOL_LOG_FORMAT"] = "json"
    let end = try stage.start(scene.arguments, scene.variables).end()
    #expect(end.status == scene.status, "\(end.everything)")
    let lines = try Self.objects(end.error)
    #expect(Set(lines.compactMap { $0["level"] as? String }) == scene.levels, "\(end.error)")
    let command = scene.arguments.first.flatMap { CommandTree.synctool.command([$0]) } ?? .sync
    for line in lines {
      let time = try #require(line["time"] as? String)
      #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(time)")
      #expect(line["command"] as? String == command.name)
      #expect((line["message"] as? String)?.isEmpty == false)
      let known: Set = ["time", "level", "message", "hint", "command", "runId"]
      #expect(known.isSuperset(of: line.keys))
    }
  }

  @Test func `a hint goes with its error, also when the result is lost`() throws {
    let stage = try Self.stage()
    let arguments = ["--log-format", "json"]
    let refused = try stage.start(arguments + ["--max-creates", "0"]).end()
    let line = try #require(try Self.objects(refused.error).first)
    #expect((line["hint"] as? String)?.isEmpty == false, "\(refused.error)")
    let lost = try stage.start(arguments, output: .path("/dev/full")).end()
    let only = try Self.objects(lost.error)
    #expect(only.count == 1)
    #expect((only.first?["hint"] as? String)?.contains("\nonly the reporting failed") == true)
  }

  @Test func `a run that is ended at once says so in JSON too`() throws {
    let stage = try Self.stage()
    stage.environment["SYNCTOOL_LOG_FORMAT"] = "json"
    try stage.source(TestRecord.many(3000))
    // Nothing cuts the wait short for somebody who takes the output.
    let pipe = try CommittedEndTests.fifo(stage)
    defer { close(pipe) }
    let tool = try stage.start(["--dry-run", "--verbose"], output: .path(stage.path("out")))
    try Self.waitUntilFull(pipe)
    tool.signal(15)
    let end = try tool.end(within: 20)
    #expect(end.status == 143, "\(end.everything)")
    let line = try #require(try Self.objects(end.error).last)
    #expect(line["level"] as? String == "error")
    #expect((line["message"] as? String)?.hasPrefix("ended at once") == true)
  }

  private static func waitUntilFull(_ pipe: Int32) throws {
    var bytes: Int32 = 0
    for _ in 0..<200 where bytes < 60 << 10 {
      usleep(100_000)
      try #require(ioctl(pipe, UInt(FIONREAD), &bytes) == 0)
    }
    #expect(bytes >= 60 << 10)
  }

  @Test func `the command line's own faults stay text`() throws {
    let end = try Self.stage().expect(
      64, "--nonsense", "--log-format", "json", with: ["SYNCTOOL_LOG_FORMAT": "json"])
    #expect(end.error.hasPrefix("synctool: error: "))
  }

  /// Settings that let every line through.
  private static var settings: Settings {
    var settings = Settings(
      source: .unset, target: TargetSetting(keywords: [], table: .clients))
    settings.logLevel = .debug
    return settings
  }

  @Test func `an entry for journald keeps line feeds and forges no field`() throws {
    let folder = try ScratchFolder()
    let peer = try LogSocketPeer(folder.url.appending(path: "journal").path)
    var setting = Self.settings
    setting[Options.logTo] = .journald
    var sink = LogSink(setting, command: "sync", places: LogPlaces(journald: peer.path))
    sink.run = 7
    #expect(sink.take(LogLine(.error, "one\nPRIORITY=0\u{202E}", hint: "do\nthis")) == "")
    #expect(sink.take(LogLine(.debug, "two")) == "")
    let entries = try peer.datagrams().map { try LogSocketPeer.fields($0) }
    #expect(
      entries == [
        [
          "MESSAGE": "one\nPRIORITY=0\\u{202e}\nhint: do\nhint: this", "PRIORITY": "3",
          "SYSLOG_IDENTIFIER": "synctool", "SYNCTOOL_COMMAND": "sync", "SYNCTOOL_RUN": "7",
        ],
        [
          "MESSAGE": "two", "PRIORITY": "7", "SYSLOG_IDENTIFIER": "synctool",
          "SYNCTOOL_COMMAND": "sync", "SYNCTOOL_RUN": "7",
        ],
      ])
  }

  @Test func `syslog gets one message a line, or one JSON object`() throws {
    let folder = try ScratchFolder()
    let peer = try LogSocketPeer(folder.url.appending(path: "log").path)
    var setting = Self.settings
    setting[Options.logTo] = .syslog
    let line = LogLine(.warn, "one", hint: "two")
    var sink = LogSink(setting, command: "sync", places: LogPlaces(syslog: peer.path))
    #expect(sink.take(line) == "")
    setting[Options.logFormat] = .json
    sink = LogSink(setting, command: "sync", places: LogPlaces(syslog: peer.path))
    #expect(sink.take(line) == "")
    let texts = peer.datagrams().map { String(decoding: $0, as: UTF8.self) }
    let head = #/<28>[A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d synctool\[\d+\]: /#
    #expect(texts.count == 3 && texts.allSatisfy { $0.prefixMatch(of: head) != nil }, "\(texts)")
    let bodies = texts.map { String($0.trimmingPrefix(head)) }
    #expect(Array(bodies.prefix(2)) == ["warning: one", "hint: two"])
    let object = try #require(try Self.objects(bodies.last ?? "").first)
    #expect(object["message"] as? String == "one" && object["hint"] as? String == "two")
  }

  @Test func `a log that goes away in between loses no line`() throws {
    let folder = try ScratchFolder()
    var peer: LogSocketPeer? = try LogSocketPeer(folder.url.appending(path: "journal").path)
    var setting = Self.settings
    setting[Options.logTo] = .journald
    let places = LogPlaces(journald: peer?.path ?? "")
    var sink = LogSink(setting, command: "sync", places: places)
    peer = nil
    let text = sink.take(LogLine(.error, "one"))
    #expect(
      text.hasPrefix("synctool: warning: cannot log to journald, using standard error instead: "))
    #expect(text.hasSuffix("\nsynctool: error: one\n"))
    #expect(sink.take(LogLine(.error, "two")) == "synctool: error: two\n")
  }

  /// Runs the tool where `/run` and `/dev` are empty but for what `prepare` puts there.
  private static func isolated(_ stage: ProcessStage, _ prepare: String) throws -> Tool.Outcome {
    let script = """
      set -e
      mount -t tmpfs none /run
      mount -t tmpfs none /dev
      \(prepare)
      exec "$1" --source missing.bson
      """
    return try Tool.run(
      "/usr/bin/unshare", ["--map-root-user", "--mount", "sh", "-c", script, "sh", Tool.path],
      environment: stage.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
      folder: stage.folder)
  }

  @Test(arguments: ["journald", "syslog"])
  func `a run's lines reach the system's log, and nothing is left for standard error`(
    target: String
  ) throws {
    let stage = try Self.stage()
    stage.environment["SYNCTOOL_LOG_TO"] = target
    let peer = try LogSocketPeer(stage.path("socket"))
    let end = try Self.isolated(
      stage,
      """
      mkdir -p /run/systemd/journal
      ln -s "$PWD/socket" /run/systemd/journal/socket
      ln -s "$PWD/socket" /dev/log
      """)
    #expect(end.status == 69 && end.error == "", "\(end.error)")
    let text = peer.datagrams().map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(text.contains("missing.bson") && text.contains("synctool"), "\(text)")
  }

  @Test(arguments: ["journald", "syslog"])
  func `where there is no such log, a warning and the lines go to standard error`(
    target: String
  ) throws {
    let stage = try Self.stage()
    stage.environment["SYNCTOOL_LOG_TO"] = target
    let end = try Self.isolated(stage, "")
    #expect(end.status == 69)
    let warning =
      "synctool: warning: cannot log to \(target), using standard error instead: no such file or directory"
      + " (ENOENT)\n"
    #expect(end.error.hasPrefix(warning + "synctool: error: "), "\(end.error)")
  }
}
