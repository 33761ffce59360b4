import Foundation
import Testing

/// Settings of a connection that a server, or libpq while it connects, refuses: they are unfit, and named.
struct RefusedSettingTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    return stage
  }

  /// A password that stands where a name belongs, and what is said of it.
  private func expectHidden(_ stage: ProcessStage, _ changes: [String: String]) throws {
    for words in [["check"], ["-n"], ["status"], ["-n", "--format", "json"]] {
      let end = try stage.start(words, changes).end()
      #expect(end.status == 78, "\(changes) \(words): \(end.everything)")
      #expect(!end.everything.contains("S3CR"), "\(changes) \(words): \(end.everything)")
    }
  }

  @Test(arguments: [
    (["PGTZ": "Europe/Berln"], "", "refuses PGTZ: "),
    (["PGDATESTYLE": "odd"], "", "refuses PGDATESTYLE: "),
    (["PGGEQO": "odd"], "", "refuses PGGEQO: "),
    (["PGTZ": "x", "PGOPTIONS": "-c work_mem=x"], "", "refuses options (PGOPTIONS), PGTZ: "),
    ([:], "?options=-c%20statement_timeout%3Dabc", "refuses options (PGOPTIONS): "),
    ([:], "?options=-c%20no_such_setting%3D1", "refuses options (PGOPTIONS): "),
    ([:], "?options=-c%20role%3Dno_such_role", "refuses options (PGOPTIONS): "),
    ([:], "?options=-c%20max_connections%3D5", "refuses options (PGOPTIONS): "),
    ([:], "?options=--bogus", "refuses options (PGOPTIONS): "),
    ([:], "?channel_binding=require&sslmode=disable", "channel_binding=require cannot be met"),
    (["PGCHANNELBINDING": "require"], "?sslmode=disable", "channel_binding=require cannot be met"),
    ([:], "?ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2", "is above"),
  ])
  func `a setting of the connection that is refused is named, and unfit`(
    _ variables: [String: String], _ options: String, _ words: String
  ) throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"]) + options
    let changes = ["DATABASE_URL": url].merging(variables) { $1 }
    for command in ["check", "sync", "status"] {
      let end = try stage.start([command], changes).end()
      #expect(end.status == 78 && end.everything.contains(words), "\(command): \(end.everything)")
      #expect(!end.everything.contains("mapping"), "\(command): \(end.everything)")
    }
  }

  @Test func `an option that only a superuser sets is told beside the right to connect`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    let url = try role.url + "?options=-c%20session_replication_role%3Dreplica"
    let end = try stage.expect(77, "-n", with: ["DATABASE_URL": url])
    #expect(end.error.contains("options (PGOPTIONS)"), "\(end.error)")
  }

  @Test func `a password in the place of a name is shown by no command`() throws {
    let stage = try Self.stage()
    for end in [
      ";user=u;password=S3CR", ";Password=S3CR", " password=S3CR", "%3Fpassword=S3CR", "#S3CR",
      "\nDB_PASSWORD=S3CR", "?schema=password=S3CR", "?schema=u:S3CR@h", "/S3CR", "%0AS3CR",
    ] {
      try expectHidden(stage, ["DATABASE_URL": "jdbc:postgresql://127.0.0.1:1/db" + end])
    }
    try expectHidden(stage, ["DATABASE_URL": "postgresql://u%3AS3CR@127.0.0.1:1/db"])
    for (end, code) in [("u%3AS3CR@127.0.0.1:1/app", 69), ("127.0.0.1:1/app;password=S3CR", 78)] {
      let uri = "mongodb://\(end)" + (code == 69 ? "?serverSelectionTimeoutMS=100" : "")
      for command in ["check", "-n"] {
        let changes = ["SYNCTOOL_SOURCE": "", "MONGODB_URI": uri]
        let end = try stage.expect(Int32(code), command, with: changes)
        #expect(!end.everything.contains("S3CR"), "\(end.everything)")
      }
    }
  }

  @Test func `a settings file whose lines end in a carriage return has lines`() throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    let name = stage.database.name
    let lines = [
      "DB_HOST=127.0.0.1", "DB_PORT=\(try TestServer.port())", "DB_USER=postgres",
      "DB_NAME=\(name)",
      "DB_PASSWORD=S3CR",
    ]
    try stage.file(".env", lines.joined(separator: "\r") + "\r")
    let end = try stage.expect(0, "-n")
    #expect(end.output.contains("/\(name) public.clients") && !end.everything.contains("S3CR"))
  }

  @Test func `a warning is given once`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    stage.environment["DATABASE_URL"] = nil
    let parts = [
      "DB_HOST": "127.0.0.1", "DB_PORT": "\(try TestServer.port())", "DB_USER": "postgres",
      "DB_NAME": stage.database.name, "DB_DATABASE": "other", "DB_USERNAME": "other",
    ]
    for command in ["check", "-n", "status"] {
      let end = try stage.expect(0, command, with: parts)
      for name in ["DB_DATABASE", "DB_USERNAME"] {
        let told = end.everything.split(separator: "\(name): not used").count - 1
        #expect(told == 1, "\(name): \(end.everything)")
      }
    }
    let weak = [
      "SYNCTOOL_SOURCE": "", "DATABASE_URL": url,
      "MONGODB_URI":
        "mongodb://127.0.0.1:1/app?tls=true&tlsInsecure=true&serverSelectionTimeoutMS=100",
    ]
    for format in ["text", "json"] {
      let end = try stage.expect(69, "check", "--format", format, with: weak)
      let told = end.everything.matches(of: /host name are not checked/).count
      #expect(told == 1, "\(end.everything)")
    }
    let run = try stage.expect(69, with: weak)
    #expect(run.error.matches(of: /host name are not checked/).count == 1, "\(run.error)")
  }
}
