import Foundation
import Testing

/// What surrounds values by mistake, and values that stand in files of their own.
struct SettingFormTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(TestRecord.many(2))
    stage.environment["MONGODB_URI"] = mongo.uri
    // The collection ends with the test's last use of it.
    try stage.source(TestRecord.many(2))
    return stage
  }

  @Test(arguments: ["\n", "\r\n", " ", "\t\n", " \n\n"])
  func `white space around a setting counts for nothing`(end: String) throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    let changes = [
      "DATABASE_URL": url + end, "SYNCTOOL_SOURCE": "clients.ndjson" + end,
      "SYNCTOOL_TABLE": "public.clients" + end, "SYNCTOOL_MAX_CREATES": "5" + end,
      "SYNCTOOL_DRY_RUN": " true" + end, "LOG_LEVEL": "info" + end, "SYNCTOOL_FORMAT": "json" + end,
    ]
    let run = try stage.expect(0, with: changes)
    #expect(try run.json()["dryRun"] as? Bool == true && run.error == "", "\(run.everything)")
    stage.environment["DATABASE_URL"] = nil
    let parts = [
      "DB_HOST": "127.0.0.1", "DB_PORT": "\(try TestServer.port())",
      "DB_NAME": stage.database.name, "DB_USER": "postgres", "DB_SSL": "disable",
    ].mapValues { $0 + end }
    try stage.expect(0, "-n", with: parts)
    let names = ["DB_HOST": "HOST", "DB_PORT": "PORT", "DB_NAME": "DATABASE", "DB_USER": "USER"]
    let libpq = Dictionary(uniqueKeysWithValues: names.map { ("PG" + $1, parts[$0] ?? "") })
    try stage.expect(0, "-n", with: libpq)
  }

  @Test(arguments: ["\"", "'"])
  func `quotes that docker keeps are no part of a setting`(quote: String) throws {
    let stage = try Self.stage()
    let quoted = { (text: String) in quote + text + quote }
    let url = try #require(stage.environment["DATABASE_URL"])
    let changes = [
      "DATABASE_URL": quoted(url), "SYNCTOOL_SOURCE": quoted("clients.ndjson"),
      "SYNCTOOL_MAX_CREATES": quoted("5"), "SYNCTOOL_TABLE": quoted("clients"),
      "SYNCTOOL_FORCE": quoted("true"),
    ]
    try stage.expect(0, "-n", with: changes)
    let table = ["SYNCTOOL_TABLE": "\"public.clients\""]
    let end = try stage.expect(78, with: table)
    #expect(end.error.contains("SYNCTOOL_TABLE: is one name with a dot"), "\(end.error)")
    try stage.expect(0, "-n", with: ["SYNCTOOL_TABLE": "\"public\".\"clients\""])
  }

  @Test(arguments: ["\"Qz7WVx9K\"", "'Qz7WVx9K'", "Qz7WVx9K ", " Qz7WVx9K", "\tQz7WVx9K"])
  func `a password that may mean two things is refused by name`(password: String) throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    stage.environment["DB_NAME"] = stage.database.name
    for name in ["DB_PASSWORD", "PGPASSWORD", "DB_PASS"] {
      let end = try stage.expect(78, with: [name: password])
      #expect(end.error.contains("\(name): "), "\(end.error)")
      #expect(!end.everything.contains("Qz7W"), "\(end.error)")
    }
    try stage.file("secret", password)
    let end = try stage.expect(78, with: ["DB_PASSWORD_FILE": "secret"])
    #expect(end.error.contains("DB_PASSWORD_FILE: ") && !end.error.contains("Qz7W"))
  }

  @Test func `a password is taken without its line feed, and in a settings file as it is quoted`()
    throws
  {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = nil
    let parts = [
      "DB_HOST": "127.0.0.1", "DB_PORT": "\(try TestServer.port())",
      "DB_NAME": stage.database.name, "DB_USER": role.name,
    ]
    stage.environment.merge(parts) { $1 }
    try stage.expect(0, "-n", with: ["DB_PASSWORD": "secret\n"])
    try stage.file(".env", "DB_PASSWORD=\" secret \"\n")
    try stage.expect(0, "-n")
  }

  @Test(arguments: ["trace", "verbose", "fatal", "notice", "warning", "30", "silly", "x y"])
  func `an application's log level is no reason to stop`(level: String) throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "-n", with: ["LOG_LEVEL": level])
    #expect(end.error.contains("warning: LOG_LEVEL: "), "\(end.error)")
    #expect(!end.error.contains("stage "), "\(end.error)")
    for known in ["INFO", "Warn", "DEBUG", "error"] {
      let end = try stage.expect(0, "-n", with: ["LOG_LEVEL": known])
      #expect(!end.error.contains("LOG_LEVEL"), "\(end.error)")
    }
  }

  @Test func `the value of a setting stands in a file`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(TestRecord.many(2))
    let url = try #require(stage.environment["DATABASE_URL"])
    stage.environment = [:]
    try stage.file("url", "\u{FEFF}\(url)\r\n")
    try stage.file("uri", mongo.uri + "\n")
    try stage.expect(0, with: ["DATABASE_URL_FILE": "url", "MONGODB_URI_FILE": "uri"])
    #expect(try stage.database.count() == 2)
    try stage.file(".env", "DATABASE_URL_FILE=\"url\"\nMONGODB_URI_FILE=uri\n")
    try stage.expect(0)
    try stage.expect(0, "check")
    try stage.expect(0, "status")
    try stage.file(
      ".env",
      "DB_HOST=127.0.0.1\nDB_PORT=\(try TestServer.port())\nDB_NAME=\(stage.database.name)\n"
        + "DB_USER=postgres\nDB_PASSWORD_FILE=\(stage.path("password"))\nMONGODB_URI_FILE=uri\n")
    try stage.file("password", "secret\n")
    try stage.expect(0, "-n")
    // A source of its own leaves the file alone.
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "-n", with: ["MONGODB_URI_FILE": "missing"])
  }

  @Test func `a file that is no value is a fault by name`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    try stage.file("empty", "")
    try stage.file("blank", " \n")
    try stage.file("lines", "Qz7WVx9K\nQz7WVx9K\n")
    try stage.file("binary", [0x51, 0x7A, 0x00, 0x37])
    try stage.file("utf16", [0xFF, 0xFE, 0x51, 0x00])
    try stage.file("large", String(repeating: "Qz7W", count: 20_000))
    try stage.file("other", "Qz7WVx9K")
    for name in ["empty", "blank", "lines", "binary", "utf16", "large", "missing", ".", "other"] {
      let end = try stage.expect(78, with: ["DATABASE_URL": "", "DATABASE_URL_FILE": name])
      #expect(end.error.contains("DATABASE_URL_FILE: "), "\(name): \(end.error)")
      let errors = end.error.split(separator: "\n").filter { $0.contains("error: ") }
      #expect(errors.count == 1, "\(name): \(end.error)")
      #expect(!end.error.contains("Qz7W"), "\(end.error)")
    }
    try stage.file("url", url)
    for (variable, value) in [("DATABASE_URL", url), ("MONGODB_URI", "mongodb://127.0.0.1/app")] {
      let both = [variable: value, variable + "_FILE": "url", "SYNCTOOL_SOURCE": ""]
      let end = try stage.expect(78, with: both)
      #expect(end.error.contains("\(variable)_FILE: is set, and so is \(variable)"), "\(end.error)")
    }
    try stage.file(".env", "DB_PASSWORD=Qz7WVx9K\nDB_NAME=x\n")
    let end = try stage.expect(78, with: ["DATABASE_URL": "", "DB_PASSWORD_FILE": "url"])
    #expect(
      end.error.contains("DB_PASSWORD_FILE: is set, and so is DB_PASSWORD (in the .env file)"))
  }

  @Test func `a file that everybody can read is warned of`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    try stage.file("url", url)
    for (mode, warns) in [(0o600, false), (0o640, false), (0o644, true), (0o444, true)] {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: stage.path("url"))
      let changes = ["DATABASE_URL": "", "DATABASE_URL_FILE": "url"]
      let end = try stage.expect(0, "-n", with: changes)
      #expect(end.error.contains("DATABASE_URL_FILE: the file has mode") == warns, "\(end.error)")
    }
    // As Kubernetes mounts it.
    let volume = "..2026_11_29_00_00_00.1"
    try FileManager.default.createDirectory(
      atPath: stage.path(volume), withIntermediateDirectories: false)
    try stage.file(volume + "/url", url)
    try stage.link("mounted", to: volume + "/url")
    let end = try stage.expect(0, "-n", with: ["DATABASE_URL": "", "DATABASE_URL_FILE": "mounted"])
    #expect(!end.error.contains("has mode"), "\(end.error)")
  }
}
