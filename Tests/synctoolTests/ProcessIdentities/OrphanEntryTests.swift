import Foundation
import Testing

/// Rows of the application that are no user's: entries of what `identities` shows and reports, and nothing else.
struct OrphanEntryTests {
  /// One pair, and rows that are nobody's: one with an email, one with the same in another spelling, one without.
  private static func scene(_ kind: IdentityScene.Kind = .bigint) throws -> IdentityScene {
    let scene = try IdentityScene(empty: kind)
    try scene.users([(1, "ann@x.test")])
    try scene.rows([
      (1, "ann@x.test"), (8, "Ghost@x.test"), (9, "ghost@x.test"), (7, nil),
    ])
    return scene
  }

  private static let summary =
    "read 1 = create 0 + update 0 + unchanged 1 + duplicate 0 + rejected 0 + failed 0; orphan 3"

  @Test(arguments: [["identities"], ["identities", "fix", "--all"]])
  func `they are listed after all else, and counted beside what was read`(line: [String]) throws {
    let scene = try Self.scene()
    let before = try scene.stage.database.versions(table: "public.app_users")
    let end = try scene.stage.start(line + ["--detailed-exitcode"].filter { _ in line.count == 1 })
      .end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(
      end.lines.filter { $0.hasPrefix("?") } == [
        "? orphan     ghost@x.test  id 8", "? orphan     ghost@x.test  id 9",
        "? orphan     (no usable email)  id 7",
      ], "\(end.everything)")
    #expect(end.lines.contains(Self.summary), "\(end.everything)")
    let quiet = try scene.stage.start(line + ["--quiet"]).end()
    #expect(quiet.status == 0 && quiet.output.isEmpty, "\(quiet.everything)")
    let json = try scene.stage.start(line + ["--format", "json"]).end()
    #expect(try json.counts() == ["read": 1, "unchanged": 1, "orphan": 3])
    #expect(try scene.stage.database.versions(table: "public.app_users") == before)
  }

  @Test func `of many the first are listed, with -v all`() throws {
    let scene = try Self.scene(.text)
    try scene.rows((100..<130).map { ($0, "lost\($0)@x.test") })
    let some = try scene.stage.expect(0, "identities")
    #expect(some.lines.count { $0.hasPrefix("? orphan ") } == 20, "\(some.everything)")
    #expect(some.lines.contains("… and 13 more orphan (use -v to see all, or --report FILE)"))
    let all = try scene.stage.expect(0, "identities", "-v")
    #expect(all.lines.count { $0.hasPrefix("? orphan ") } == 33)
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `a report has them with their row's id and no user`(kind: IdentityScene.Kind) throws {
    let scene = try Self.scene(kind)
    let report = { (form: String) in
      try scene.stage.expect(0, "identities", "--report", "run.\(form)")
      return try scene.stage.text("run.\(form)")
    }
    let id = kind == .bigint ? kind.id(8) : "\"\(kind.id(8))\""
    #expect(
      try report("ndjson").split(separator: "\n").first ?? ""
        == #"{"action":"orphan","changes":{},"field":null,"key":"ghost@x.test","reason":null,"sourceId":null,"#
        + #""targetId":\#(id),"winnerId":null}"#)
    #expect(try scene.verdicts("run.ndjson") == ["orphan 8", "orphan 9", "orphan 7"])
    let rows = try report("csv").split(separator: "\r\n")
    #expect(rows.count == 4 && rows[1] == "orphan,ghost@x.test,,\(kind.id(8)),,,,,,,,,")
    let page = try report("html")
    #expect(page.components(separatedBy: "<tbody class=\"orphan\">").count == 4)
    #expect(page.contains("<small>row \(kind.id(8))</small>"))
    #expect(page.components(separatedBy: "<dt>orphan</dt><dd>3</dd>").count == 2)
    #expect(page.contains("<option value=\"orphan\">orphan (3)</option>"))
    let text = try report("md")
    #expect(
      text.contains("- **orphan** `ghost@x.test`, row `\(kind.id(8))`\n")
        && text.contains(": 3 entries"))
    #expect(text.components(separatedBy: "| orphan | 3 |").count == 2)
  }

  @Test func `--mask hides their emails`() throws {
    let scene = try Self.scene()
    for form in ["ndjson", "csv", "html", "md"] {
      let end = try scene.stage.expect(0, "identities", "--mask", "--report", "run.\(form)")
      let text = try scene.stage.text("run.\(form)") + end.output
      #expect(text.contains("g***@x***.test#") && !text.contains("ghost"), "\(text)")
    }
  }

  @Test func `they are no part of a plan's digest`() throws {
    let scene = try Self.scene()
    try scene.users([(2, "bob@x.test")])
    let plan = try scene.stage.expect(0, "identities", "fix", "--all", "-n").digest()
    try scene.rows([(5, "late@x.test")])
    let end = try scene.stage.expect(
      0, "identities", "fix", "--all", "--expect", plan, "--format", "json", "--report",
      "run.ndjson")
    #expect(try end.counts() == ["read": 2, "create": 1, "unchanged": 1, "orphan": 4])
    #expect(try end.json()["planDigest"] as? String == plan)
    #expect(
      try scene.verdicts("run.ndjson")
        == ["create 2 2", "orphan 8", "orphan 9", "orphan 5", "orphan 7"])
  }

  @Test(arguments: ["ndjson", "csv"])
  func `a fix of whom a report lists is not about them`(form: String) throws {
    let scene = try Self.scene()
    try scene.users([(2, "bob@x.test")])
    // Nobody could be named by this one.
    try scene.rows([(6, "nonsense")])
    try scene.stage.expect(0, "identities", "--report", "run.\(form)")
    let end = try scene.stage.expect(
      0, "identities", "fix", "-n", "--from", "run.\(form)", "--format", "json")
    #expect(try end.counts() == ["read": 1, "create": 1] && end.error.isEmpty, "\(end.everything)")
  }

  @Test func `figures and journal have their number once`() throws {
    let scene = try Self.scene()
    try scene.stage.expect(0, "init", with: ["SYNCTOOL_TABLE": "app_users"])
    try scene.users([(2, "bob@x.test")])
    try scene.stage.expect(0, "identities", "fix", "--all", "--metrics", "run.prom")
    let metrics = try scene.stage.text("run.prom").split(separator: "\n")
    #expect(metrics.filter { $0.contains("orphan") && !$0.hasPrefix("#") }.count == 1)
    #expect(metrics.contains { $0.contains("last_run_orphans{") && $0.hasSuffix(" 3") })
    #expect(
      try scene.stage.database.rows(
        "SELECT count(*), counts ->> 'orphan' FROM synctool.runs GROUP BY 2")
        == ["1|3"])
    #expect(try scene.stage.database.value("SELECT count(*) FROM synctool.rejections") == "0")
    let history = try scene.stage.expect(
      0, "history", with: ["SYNCTOOL_TABLE": "public.app_users"])
    #expect(history.output.components(separatedBy: "orphan 3").count == 2, "\(history.everything)")
  }
}
