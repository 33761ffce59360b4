import Foundation
import TestSupport
import Testing

/// Careless settings are named in every output of `check` and `sync`.
struct WarningTests {
  private static func stage(mode: Int, _ text: String) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.file(".env", text)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: stage.path(".env"))
    return stage
  }

  @Test(arguments: [(0o644, "0644"), (0o640, "0640"), (0o604, "0604"), (0o666, "0666")])
  func `settings that others can read are warned of with their mode and the remedy`(
    mode: Int, shown: String
  ) throws {
    let stage = try Self.stage(mode: mode, "DB_PASSWORD=x\n")
    for arguments in [
      ["-n"], ["check"], ["-n", "--format", "json"], ["check", "--format", "json"],
    ] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 0, "\(end.everything)")
      #expect(
        end.error.contains(
          "synctool: warning: the .env file has mode \(shown), so other users can read it; "
            + "chmod 600 fixes that\n"), "\(arguments): \(end.everything)")
      if arguments.contains("json") { #expect(throws: Never.self) { try end.json() } }
    }
  }

  @Test(arguments: [
    (0o600, "PGPASSWORD=x\n"), (0o400, "DB_PASSWORD=x\n"), (0o640, "LOG_LEVEL=info\n"),
  ])
  func `settings that keep their secrets are not warned of`(mode: Int, text: String) throws {
    let stage = try Self.stage(mode: mode, text)
    stage.environment["PGPASSWORD"] = "unused"
    for arguments in [["-n"], ["check"]] {
      #expect(try !stage.start(arguments).end().error.contains("mode"), "\(arguments)")
    }
  }

  @Test func `a password on the command line is warned of by check as by sync`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1), "--auth-fail")
    let uri = peer.uri.replacing("mongodb://", with: "mongodb://u:\(Canary.encoded)@")
    for arguments in [["check"], ["-n"]] {
      let end = try stage.start(arguments + ["--source", uri]).end()
      #expect(end.status == 77)
      #expect(end.error.contains("warning: the password in --source is visible to others"))
      #expect(Canary.seen(in: end.everything) == [], "\(end.everything)")
    }
  }
}
