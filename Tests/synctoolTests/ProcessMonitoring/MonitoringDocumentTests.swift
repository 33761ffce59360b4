import Foundation
import SyncCore
import Testing

@testable import synctool

/// What Docs/Monitoring.md shows works.
struct MonitoringDocumentTests {
  private static let document = "Docs/Monitoring.md"

  /// The words of a line as the shell takes them.
  private static func words(_ line: String) throws -> [String] {
    let script = "for word in \(line); do printf '%s\\n' \"$word\"; done"
    let outcome = try Tool.run("/bin/sh", ["-c", script])
    #expect(outcome.status == 0, "\(line): \(outcome.error)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  private static func commands() throws -> [[String]] {
    try ProjectDocument.lines(of: "sh", in: document).map { try words($0) }
  }

  @Test func `every command line is well formed`() throws {
    let commands = try Self.commands()
    #expect(commands.count >= 6)
    for words in commands {
      guard words.first == "synctool",
        case .command = ArgumentReader.read(Array(words.dropFirst()), .synctool)
      else {
        Issue.record("\(words)")
        continue
      }
    }
  }

  @Test func `the crontab is well formed`() throws {
    let lines = try ProjectDocument.lines(of: "crontab", in: Self.document)
    let job = try #require(lines.last).split(separator: " ").map(String.init)
    #expect(job[5] == "synctool" && !job.contains { $0.contains("%") })
    guard case .command = ArgumentReader.read(Array(job.dropFirst(6)), .synctool) else {
      Issue.record("\(job)")
      return
    }
    for line in lines.dropLast() {
      let name = String(line.prefix { $0 != "=" })
      #expect(name == "MAILTO" || SettingVariable.everyName.contains(name), "\(line)")
    }
  }

  @Test func `the drop-in sets variables that there are`() throws {
    let lines = try ProjectDocument.lines(of: "ini", in: Self.document)
    let names = lines.filter { $0.hasPrefix("Environment=") }
      .map { String($0.dropFirst(12).prefix { $0 != "=" }) }
    #expect(names.count == 2 && Set(names).isSubset(of: SettingVariable.everyName))
  }

  @Test func `promtool takes the alert rules, and each of them fires when it should`() throws {
    let folder = try ScratchFolder()
    let rules = try ProjectDocument.lines(of: "yaml", in: Self.document)
    try rules.joined(separator: "\n").write(
      to: folder.url.appending(path: "rules.yml"), atomically: true, encoding: .utf8)
    // What an alert says need not be told to the test of when it fires.
    let bare = rules.filter { !$0.contains("annotations:") && !$0.contains("summary:") }
    try bare.joined(separator: "\n").write(
      to: folder.url.appending(path: "bare.yml"), atomically: true, encoding: .utf8)
    let check = try Tool.run(
      "/usr/bin/promtool", ["check", "rules", "rules.yml"], folder: folder.url)
    #expect(check.status == 0 && check.output.contains("5 rules found"), "\(check.error)")
    // Hours go by: a healthy table, one that fails with bad records and an old source, and a look.
    let test = """
      rule_files: [bare.yml]
      evaluation_interval: 30m
      tests:
        - interval: 30m
          input_series:
      \(Self.series("good", success: "0+1800x400", exit: "0x400", rejected: "0x400", newest: "0+1800x400"))
      \(Self.series("bad", success: "0x400", exit: "69x400", rejected: "2x400", newest: "0x400"))
      \(Self.series("looked", scope: "dry-run", success: "0x400", exit: "1x400", rejected: "1x400", newest: "0x400"))
          alert_rule_test:
      \(Self.alert("SynctoolNoSuccess", at: "25h", severity: nil))
      \(Self.alert("SynctoolNoSuccess", at: "27h", severity: "critical"))
      \(Self.alert("SynctoolFailed", at: "1h", severity: "warning"))
      \(Self.alert("SynctoolBadRecords", at: "47h", severity: nil))
      \(Self.alert("SynctoolBadRecords", at: "49h", severity: "warning", labels: ""))
      \(Self.alert("SynctoolSourceStandsStill", at: "169h", severity: "warning"))
      \(Self.alert("SynctoolNoMetrics", at: "169h", severity: nil))
        - interval: 30m
          input_series: []
          alert_rule_test:
      \(Self.alert("SynctoolNoMetrics", at: "2h", severity: "critical", table: ""))
      """
    try test.write(to: folder.url.appending(path: "test.yml"), atomically: true, encoding: .utf8)
    let outcome = try Tool.run(
      "/usr/bin/promtool", ["test", "rules", "test.yml"], folder: folder.url)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
  }

  private static func series(
    _ table: String, scope: String = "full", success: String, exit: String, rejected: String,
    newest: String
  ) -> String {
    let labels = #"command="sync",table="\#(table)",scope="\#(scope)""#
    return [
      ("last_success_timestamp_seconds", "", success), ("last_run_exit_code", "", exit),
      ("last_run_records", #",action="rejected""#, rejected),
      ("newest_record_timestamp_seconds", "", newest),
    ].map { name, more, values in
      "      - {series: 'synctool_\(name){\(labels)\(more)}', values: '\(values)'}"
    }.joined(separator: "\n")
  }

  /// That the alert fires for the bad table and no other, or not at all.
  private static func alert(
    _ name: String, at time: String, severity: String?, table: String = "bad",
    labels: String = "command: sync, scope: full, "
  ) -> String {
    guard let severity else {
      return "      - {eval_time: \(time), alertname: \(name), exp_alerts: []}"
    }
    let table = table.isEmpty ? "" : "table: \(table), "
    return "      - {eval_time: \(time), alertname: \(name), "
      + "exp_alerts: [{exp_labels: {\(labels)\(table)severity: \(severity)}}]}"
  }

  /// Takes one request and leaves its path, its content type and its body in the folder.
  private static let server = """
    import http.server, json, os
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with open("request.part", "w") as file:
                json.dump([self.path, self.headers["Content-Type"], body.decode()], file)
            os.rename("request.part", "request.json")
            self.send_response(200)
            self.end_headers()
        def log_message(self, *arguments): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    with open("port.part", "w") as file: file.write(str(server.server_port))
    os.rename("port.part", "port")
    server.handle_request()
    """

  @Test(arguments: ["hc.example.com", "hooks.example.com"])
  func `curl in the command brings the result to a server`(host: String) throws {
    let line = try #require(Self.commands().first { $0.last?.contains("https://\(host)") == true })
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    stage.environment["PATH"] = "/usr/bin:/bin"
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = ["python3", "-c", Self.server]
    server.currentDirectoryURL = stage.folder
    try server.run()
    defer { server.terminate() }
    while !FileManager.default.fileExists(atPath: stage.path("port")) {
      try #require(server.isRunning)
      usleep(10_000)
    }
    let address = "http://127.0.0.1:\(try stage.text("port"))"
    let words = line.dropFirst().map { $0.replacing("https://\(host)", with: address) }
    let end = try stage.start(Array(words)).end()
    #expect(end.status == 0 && end.error == "", "\(end.everything)")
    let request = try JSONSerialization.jsonObject(with: Data(stage.text("request.json").utf8))
    let parts = try #require(request as? [String])
    #expect(host.hasPrefix("hc") ? parts[0] == "/ping/UUID/0" : parts[1] == "application/json")
    let body = try JSONSerialization.jsonObject(with: Data(parts[2].utf8)) as? [String: Any]
    #expect(body?["exitCode"] as? Int == 0)
  }

  @Test func `the tables name the metrics and the variables that there are`() throws {
    let text = try ProjectDocument.text(Self.document)
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, "a@x.test", TestRecord.updated(1))])
    try stage.expect(0, "--metrics", "run.prom")
    let written = try MetricsText(stage).text.matches(of: /(?m)^# TYPE (\w+) gauge$/)
      .map { String($0.1) }
    let told = text.matches(of: /(?m)^\| `(synctool_\w+)/).map { String($0.1) }
    #expect(written.count == 9 && Set(written) == Set(told) && told.count == 9)
    for name in SettingVariable.secretNames { #expect(text.contains("`\(name)`"), "\(name)") }
  }
}
