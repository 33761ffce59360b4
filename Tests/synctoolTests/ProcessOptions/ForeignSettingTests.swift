import Foundation
import Testing

/// Variables of options that a command does not have, and variables that are no text.
struct ForeignSettingTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients)
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    return stage
  }

  @Test(arguments: [
    ("SYNCTOOL_DRY_RUN", #"true\xa0"#), ("SYNCTOOL_ONLY", #"jos\xe9@x.test"#),
    ("SYNCTOOL_MAX_CREATES", #"0\xff"#), ("SYNCTOOL_MATCH", #"ex\xc3act"#),
    ("SYNCTOOL_MAPPING", #"\xfe.json"#), ("DATABASE_URL", #"postgresql://u:p\xe9@127.0.0.1/x"#),
    ("MONGODB_URI", #"mongodb://u:p\xe9@127.0.0.1/x"#), ("SYNCTOOL_TABLE", #"cli\xebnts"#),
    ("PGUSER", #"\xe9"#), ("DB_USERNAME", #"\xe9"#), ("SYNCTOOL_DEADLINE", #"9\xa0s"#),
  ])
  func `a setting that is not UTF-8 stops the run by its name`(name: String, bytes: String) throws {
    let stage = try Self.stage()
    let end = try stage.shell("export \(name)=$'\(bytes)'; exec \"$0\" --force")
    #expect(end.status == 78, "\(end.everything)")
    #expect(end.error.contains("synctool: error: \(name): is not valid UTF-8\n"), "\(end.error)")
    #expect(try stage.database.value("SELECT count(*) FROM public.clients") == "0")
  }

  @Test func `a variable of others may hold any bytes, and a notified command gets them`() throws {
    let stage = try Self.stage()
    stage.environment["SYNCTOOL_NOTIFY_ON"] = "always"
    let end = try stage.shell(
      #"export OTHER=$'\xff' SYNCTOOL_WAIT=$'\xff'; exec "$0" --force --wait 1 --notify-command 'printf %s "$OTHER" >other'"#
    )
    #expect(end.status == 0, "\(end.everything)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: stage.path("other"))) == Data([0xFF]))
  }

  @Test func `a synctool that is notified takes what it is told for no setting`() throws {
    let stage = try Self.stage()
    // A notified command gets no password: it reads its own file.
    let file = try stage.file("db.env", "DATABASE_URL=\(stage.environment["DATABASE_URL"] ?? "")\n")
    #expect(chmod(stage.path("db.env"), 0o600) == 0, "\(file)")
    try stage.expect(4, "--max-creates", "1")
    try stage.expect(
      0, "--notify-on", "always", "--notify-command",
      "\(Tool.path) history --env-file db.env --format json >h.json")
    let runs = try #require(
      JSONSerialization.jsonObject(with: Data(stage.text("h.json").utf8)) as? [String: Any])
    #expect((runs["runs"] as? [Any])?.count == 2)
    let end = try stage.expect(
      0, "--notify-on", "always", "--notify-command",
      "\(Tool.path) history --env-file db.env")
    #expect(!end.error.contains("not a setting"), "\(end.error)")
    // Typed by hand it is the option's variable.
    #expect(
      try stage.expect(0, "history", with: ["SYNCTOOL_STATUS": "failed"]).output.contains(
        " failed ")
    )
  }

  @Test func `an undo keeps and tells only what was in force`() throws {
    let stage = try Self.stage()
    try stage.expect(0)
    let end = try stage.expect(
      0, "undo", "last", "--format", "json",
      with: [
        "SYNCTOOL_EXPECT": String(repeating: "0", count: 32), "SYNCTOOL_MAX_UPDATES": "0",
        "SYNCTOOL_FORCE": "true", "SYNCTOOL_MATCH": "exact",
      ])
    #expect(end.output.contains(#""force":false"#), "\(end.output)")
    #expect(
      try stage.database.value("SELECT options::text FROM synctool.runs ORDER BY id DESC LIMIT 1")
        == #"{"match": "exact"}"#)
  }

  @Test func `files that only other commands read are not looked at`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "status", with: ["SYNCTOOL_ONLY_FROM": "missing.txt"])
    try stage.expect(0, "history", with: ["SYNCTOOL_MAPPING": "missing.json"])
    try stage.expect(0, "init", "--dry-run", with: ["SYNCTOOL_ALLOW_ABSENT": "nothing"])
    try stage.file("report.csv", "")
    try stage.expect(
      0, "-n", with: ["SYNCTOOL_FROM": "report.csv", "SYNCTOOL_REPORT": "report.csv"])
    try stage.file("page.html", "")
    try stage.expect(
      0, "status", "--report", "page.html", with: ["SYNCTOOL_ONLY_FROM": "page.html"])
    // What a command has is looked at.
    try stage.expect(78, "-n", with: ["SYNCTOOL_ONLY_FROM": "missing.txt"])
    try stage.expect(78, "status", with: ["SYNCTOOL_MAPPING": "missing.json"])
    // A check of the settings is one of all words and numbers.
    try stage.expect(78, "check", with: ["SYNCTOOL_MAX_CREATES": "many"])
  }

  @Test func `a status is stopped by what would stop the next sync`() throws {
    let stage = try Self.stage()
    try stage.expect(4, "status", with: ["SYNCTOOL_MAX_CREATES": "1"])
    try stage.expect(0, "status", with: ["SYNCTOOL_EXPECT": String(repeating: "0", count: 32)])
  }

  @Test func `the metrics of a look are not those of another command's scope`() throws {
    let stage = try Self.stage()
    for (environment, code) in [
      (["SYNCTOOL_DRY_RUN": "true"], Int32(0)), (["SYNCTOOL_ONLY": "a@x.test"], 0),
      (["SYNCTOOL_ONLY": "a@x.test", "SYNCTOOL_WAIT": "x"], 78),
    ] {
      try stage.expect(code, "status", "--metrics", "m.prom", with: environment)
      #expect(try stage.text("m.prom").contains(#"scope="full""#))
      #expect(try !stage.text("m.prom").contains(#"scope="partial""#))
      #expect(try !stage.text("m.prom").contains(#"scope="dry-run""#))
    }
  }

  @Test(arguments: [["SYNCTOOL_FORMAT": #""json""#], [:]])
  func `faulty settings are told in the format that is set, wherever it is`(
    environment: [String: String]
  ) throws {
    let stage = try Self.stage()
    if environment.isEmpty { try stage.file(".env", "SYNCTOOL_FORMAT=json\n") }
    let end = try stage.expect(78, "-n", with: environment.merging(["SYNCTOOL_WAIT": "x"]) { $1 })
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
    #expect(json["exitCode"] as? Int == 78)
  }

  @Test func `under LOG_LEVEL=error faulty settings come without warnings`() throws {
    let stage = try Self.stage()
    let faulty = ["SYNCTOOL_FOO": "1", "SYNCTOOL_WAIT": "x"]
    #expect(try stage.expect(78, "-n", with: faulty).error.contains("SYNCTOOL_FOO"))
    let end = try stage.expect(78, "-n", with: faulty.merging(["LOG_LEVEL": "error"]) { $1 })
    #expect(!end.error.contains("SYNCTOOL_FOO"), "\(end.error)")
  }
}
