import SyncCore
import TestSupport
import Testing

/// Each option as its variable, in the environment and in the `.env` file.
struct VariableTests {
  /// What a variable is set to, and how the run that it is set for ends.
  private struct Effect {
    var value: String
    var status: Int32 = 0
    var arguments: [String] = []
    var shows: (ToolEnd, ProcessStage) throws -> Bool
  }

  private static func effect(_ name: SettingName, _ digest: String) -> Effect {
    let says = { (text: String) in
      { (end: ToolEnd, _: ProcessStage) in end.everything.contains(text) }
    }
    switch name {
    case .dryRun: return Effect(value: "yes", shows: says("DRY RUN"))
    case .force: return Effect(value: "1", shows: says("~ update"))
    case .only: return Effect(value: "new@x.test, old@x.test", shows: says("read 2 "))
    case .onlyFrom: return Effect(value: "emails.txt", shows: says("read 1 "))
    case .source: return Effect(value: "other.ndjson", shows: says("source: other.ndjson"))
    case .mapping: return Effect(value: "empty.json", status: 78, shows: says("\"name\""))
    case .match: return Effect(value: "exact", shows: says("+ create     TWIN@x.test"))
    case .onDuplicate: return Effect(value: "fail", status: 4, shows: says("is fail"))
    case .maxCreates: return Effect(value: "0", status: 4, shows: says("--max-creates allows 0"))
    case .maxUpdates:
      return Effect(value: "0", status: 4, arguments: ["-f"], shows: says("--max-updates allows 0"))
    case .allowEmpty:
      return Effect(value: "true", arguments: ["--source", "none.bson"], shows: says("read 0 "))
    case .allowUnprotect:
      return Effect(value: "on", arguments: ["-f"], shows: says("protected: true -> false"))
    case .expect: return Effect(value: digest, status: 5, shows: says("does not match the digest"))
    case .detailedExitCode:
      return Effect(value: "true", status: 2, arguments: ["-n"], shows: says("DRY RUN"))
    case .wait: return Effect(value: "soon", status: 78, shows: says("SYNCTOOL_WAIT: must be"))
    case .deadline: return Effect(value: "-1", status: 78, shows: says("SYNCTOOL_DEADLINE: must"))
    case .memory:
      return Effect(
        value: "1M", status: 78, shows: says("SYNCTOOL_MEMORY: must be a size from 32M"))
    case .format: return Effect(value: "json", shows: says(#"{"command":"sync""#))
    case .report:
      return Effect(value: "run.csv") { _, stage in try stage.text("run.csv").hasPrefix("action") }
    case .quiet: return Effect(value: "true") { end, _ in end.output.isEmpty }
    case .verbose:
      return Effect(value: "true", arguments: ["-n"]) { end, _ in
        !end.output.contains("more create")
      }
    case .color: return Effect(value: "always", shows: says("\u{1B}["))
    case .noProgress:
      return Effect(value: "true") { end, _ in !end.everything.contains("reading: ") }
    case .envFile: return Effect(value: "other.env", shows: says("DRY RUN"))
    default: return elsewhere(name)
    }
  }

  /// Of what concerns other commands, or what a run does besides, that it is read and checked.
  private static func elsewhere(_ name: SettingName) -> Effect {
    let variable = name.environmentVariable
    let isFaulty = { (end: ToolEnd, _: ProcessStage) in end.error.contains("\(variable): ") }
    switch name {
    case .mask:
      return Effect(value: "true") { end, _ in !end.everything.contains("new@x.test") }
    case .metrics:
      return Effect(value: "run.prom") { _, stage in try stage.text("run.prom").contains("# HELP") }
    case .notifyCommand:
      return Effect(value: "echo changed", arguments: ["--notify-on", "change"]) { end, _ in
        end.error.contains("changed")
      }
    case .from, .appValues, .users:
      return Effect(value: "none.bson") { end, _ in !end.output.isEmpty }
    case .clientField, .idField, .userEmail:
      return Effect(value: "a..b", status: 78, shows: isFaulty)
    case .auth, .app: return Effect(value: "a.b.c", status: 78, shows: isFaulty)
    case .remove, .prune, .everyone:
      return Effect(value: "true", status: 78, shows: isFaulty)
    default:
      return Effect(value: "soon", status: 78, shows: isFaulty)
    }
  }

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, protected)
      VALUES ('Old', 'old@x.test', false), ('Ann', 'flag@x.test', true);
      """)
    try stage.file("other.ndjson", TestRecord.client(1, "a@x.test"))
    try stage.file("emails.txt", "NEW@x.test\n")
    try stage.file("none.bson", "")
    try stage.file("empty.json", #"{"columns":[]}"#)
    try stage.file("other.env", "SYNCTOOL_DRY_RUN=true\n")
    let twins = [TestRecord.client(3, "TWIN@x.test"), TestRecord.client(4, "twin@x.test")]
    try stage.source(
      [
        TestRecord.client(1, "new@x.test"), TestRecord.client(2, "old@x.test"),
        TestRecord.client(5, "flag@x.test", #""protected":false"#),
      ] + twins + TestRecord.many(20))
    return stage
  }

  @Test(arguments: SettingName.allCases)
  func `each option works as its variable`(name: SettingName) throws {
    let stage = try Self.stage()
    let effect = Self.effect(name, String(repeating: "0", count: 32))
    // Without the variable the effect is not there.
    let arguments = effect.arguments + (effect.arguments.contains("-n") ? [] : ["-n"])
    if name != .noProgress && name != .verbose {
      let end = try stage.start(arguments).end()
      #expect(
        end.status != effect.status || (try? effect.shows(end, stage)) != true
          || arguments != effect.arguments, "\(end.everything)")
    }
    let end = try stage.start(
      effect.arguments, [name.environmentVariable: effect.value]
    ).end()
    #expect(end.status == effect.status, "\(end.everything)")
    #expect(try effect.shows(end, stage), "\(end.everything)")
  }

  // A file cannot name itself, and no command comes out of it.
  @Test(arguments: SettingName.allCases.filter { $0 != .envFile && $0 != .notifyCommand })
  func `each option works in the env file`(name: SettingName) throws {
    let stage = try Self.stage()
    let effect = Self.effect(name, String(repeating: "0", count: 32))
    if name == .source { stage.environment["SYNCTOOL_SOURCE"] = nil }
    try stage.file(".env", "# settings\nexport \(name.environmentVariable)=\"\(effect.value)\"\r\n")
    let end = try stage.start(effect.arguments).end()
    #expect(end.status == effect.status, "\(end.everything)")
    #expect(try effect.shows(end, stage), "\(end.everything)")
  }

  @Test func `an option beats the environment, and that the file`() throws {
    let stage = try Self.stage()
    try stage.file(".env", "SYNCTOOL_MAX_CREATES=0\nSYNCTOOL_DRY_RUN=true\n")
    try stage.expect(4)
    try stage.expect(0, with: ["SYNCTOOL_MAX_CREATES": "100"])
    try stage.expect(4, "--max-creates", "1", with: ["SYNCTOOL_MAX_CREATES": "100"])
    // Empty is unset.
    try stage.expect(4, with: ["SYNCTOOL_MAX_CREATES": ""])
    #expect(try stage.database.count() == 2, "the file's dry run was in force")
    try stage.expect(0, with: ["SYNCTOOL_MAX_CREATES": "100", "SYNCTOOL_DRY_RUN": "false"])
    #expect(try stage.database.count() > 2)
  }

  @Test func `an env file is named by its option, and is data`() throws {
    let stage = try Self.stage()
    try stage.file(".env", "SYNCTOOL_MAX_CREATES=0\n")
    try stage.file("mine.env", "SYNCTOOL_FORMAT=json\nSYNCTOOL_SOURCE=$(touch owned)$HOME.ndjson\n")
    stage.environment["SYNCTOOL_SOURCE"] = nil
    let end = try stage.expect(69, "--env-file", "mine.env")
    #expect(try end.json()["source"] as? String == "$(touch owned)$HOME.ndjson")
    #expect(throws: (any Error).self) { try stage.text("owned") }
    try stage.expect(64, "--env-file", "missing.env", with: ["SYNCTOOL_SOURCE": "other.ndjson"])
  }

  @Test func `the source and the target stand in the file, too`() throws {
    let stage = try Self.stage()
    let mongo = try MongoCollection(TestRecord.many(2))
    let url = try #require(stage.environment["DATABASE_URL"])
    stage.environment = [:]
    try stage.file(".env", "MONGODB_URI='\(mongo.uri)'\nDATABASE_URL=`\(url)`\n")
    #expect(try stage.expect(0).counts() == ["read": 2, "create": 2, "orphan": 2])
  }

  private static let targets: [[String]] = [
    ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"], ["PGHOST", "PGPORT", "PGDATABASE", "PGUSER"],
    ["DB_NAME", "PGHOST", "PGPORT", "PGUSER"],
  ]

  @Test(arguments: targets)
  func `a target may be named in parts`(names: [String]) throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    let values = [
      "HOST": "127.0.0.1", "PORT": "\(try TestServer.port())", "NAME": stage.database.name,
      "DATABASE": stage.database.name, "USER": "postgres",
    ]
    for name in names {
      let part = name.replacing("DB_", with: "").replacing("PG", with: "")
      stage.environment[name] = values[part]
    }
    try stage.expect(0, "-n")
  }

  @Test func `a misspelt variable is told`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "-n", with: ["SYNCTOOL_MAX_CREATE": "0"])
    #expect(end.error.contains("SYNCTOOL_MAX_CREATE is not a setting of synctool"))
    // It may be why another is missing.
    let faulty = try stage.expect(
      78, "-n", with: ["SYNCTOOL_MAX_CREATE": "0", "SYNCTOOL_MATCH": "odd"])
    #expect(faulty.error.contains("SYNCTOOL_MAX_CREATE is not a setting of synctool"))
  }

  @Test(arguments: [
    ["help"], ["--help"], ["help", "sync"], ["sync", "--help"], ["version"], ["--version"], ["man"],
    ["completions", "bash"], ["completions", "zsh"], ["completions", "fish"],
  ])
  func `what needs no settings reads none`(arguments: [String]) throws {
    let stage = try Self.stage()
    try stage.file(".env", [0xFF, 0, 0x22])
    stage.environment = ["MONGODB_URI": "broken", "SYNCTOOL_FORMAT": "broken"]
    let end = try stage.start(arguments).end()
    #expect(end.status == 0 && end.error == "" && !end.output.isEmpty, "\(end.everything)")
  }
}
