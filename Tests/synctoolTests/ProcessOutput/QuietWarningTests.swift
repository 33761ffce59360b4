import Foundation
import Testing

/// What `--quiet` lets through: cron has to hear of everything that is worth a warning.
struct QuietWarningTests {
  /// A journal, one run in it, and a client that differs; an environment worth two warnings.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, "client1@x.test")])
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.file(".env", "DB_PASSWORD=x\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: stage.path(".env"))
    stage.environment["SYNCTOOL_MAX_CREATE"] = "5"
    stage.environment["SYNCTOOL_QUIET"] = "true"
    return stage
  }

  private static let words = ["SYNCTOOL_MAX_CREATE", "the .env file has mode 0644"]

  private static let commands = [
    [], ["--force"], ["--dry-run"], ["check"], ["status"], ["history"], ["show", "last"],
    ["explain", "client1@x.test"], ["fix", "client1@x.test"], ["undo", "last", "--dry-run"],
    ["init"], ["init", "--dry-run"], ["history", "--prune", "--keep", "7d"],
  ]

  @Test(arguments: commands)
  func `a quiet command says what is wrong with the settings`(arguments: [String]) throws {
    let stage = try Self.stage()
    let end = try stage.start(arguments).end()
    #expect(end.status == 0, "\(end.everything)")
    for word in Self.words { #expect(end.error.contains(word), "\(word): \(end.everything)") }
    #expect(end.error.split(separator: "\n").allSatisfy { $0.hasPrefix("synctool: warning: ") })
    // Whoever sets the level means it.
    #expect(try stage.start(arguments, ["LOG_LEVEL": "error"]).end().error == "")
  }

  /// Commands that fail before their work, and the exit code.
  private static let failing: [(arguments: [String], status: Int32)] = [
    (["--metrics", "none/metrics.prom"], 78), (["fix"], 64), (["fix", "--from", "none.csv"], 64),
    (["fix", "client1@x.test", "--source", "none.bson"], 69), (["--source", "none.bson"], 69),
    (["undo", "99"], 78), (["show", "99"], 78),
  ]

  @Test(arguments: failing)
  func `a command that fails says it too`(arguments: [String], status: Int32) throws {
    let stage = try Self.stage()
    let end = try stage.start(arguments).end()
    #expect(end.status == status, "\(end.everything)")
    for word in Self.words { #expect(end.error.contains(word), "\(word): \(end.everything)") }
  }

  @Test func `a quiet run says what it noticed by itself`() throws {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, "client1@x.test")])
    let only = try stage.expect(
      0, "-q", "--only", "client1@x.test", "--only", "nobody@x.test")
    #expect(only.output == "")
    #expect(
      only.error == "synctool: warning: the source has no record of nobody@x.test\n")
    let both = try stage.expect(0, "-q", with: ["DB_HOST": "db.example.com"])
    #expect(both.error.contains("DATABASE_URL"), "\(both.everything)")
    try stage.database.run(
      """
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      CREATE POLICY everything ON public.clients USING (true);
      """)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    let hidden = try stage.expect(0, "-q", with: ["DATABASE_URL": try role.url])
    #expect(hidden.error.contains("warning: target: row security"), "\(hidden.everything)")
  }
}
