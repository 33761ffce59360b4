import Foundation
import Testing

/// `synctool history --prune`: how long the journal keeps what it knows.
struct PruneTests {
  /// Runs that ended 1, 100, 200 and 300 days ago, the third on another table, with rows of their
  /// own; the fifth started 400 days ago and has not ended.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    for (number, days) in [1, 100, 200, 300].enumerated() {
      try stage.database.addRun(
        status: number == 3 ? "crashed" : "done", table: number == 2 ? "others" : "clients",
        endedAgo: "\(days) days")
      try stage.database.addRows(run: number + 1, changes: number + 1, rejections: 2)
    }
    try stage.database.addRun(status: "running", endedAgo: "400 days")
    try stage.database.addRows(run: 5, rejections: 1)
    return stage
  }

  /// Each run that something is left of: its number or `none`, its changes, its rejections.
  private static func rest(_ stage: ProcessStage) throws -> [String] {
    try stage.database.rows(
      """
      SELECT coalesce(r.id::text, 'none'), n.run,
        (SELECT count(*) FROM synctool.changes c WHERE c.run = n.run),
        (SELECT count(*) FROM synctool.rejections j WHERE j.run = n.run)
      FROM (SELECT run FROM synctool.changes UNION SELECT run FROM synctool.rejections
        UNION SELECT id FROM synctool.runs) n LEFT JOIN synctool.runs r ON r.id = n.run ORDER BY 2
      """)
  }

  private static let all = ["1|1|1|2", "2|2|2|2", "3|3|3|2", "4|4|4|2", "5|5|0|1"]

  @Test func `old runs on the table go with all their rows, after a dry run said which`() throws {
    let stage = try Self.stage()
    let preview = try stage.expect(0, "history", "--prune", "--keep", "90d", "--dry-run")
    #expect(
      preview.output
        == "DRY RUN: 2 runs with 6 changes and 4 rejections would be deleted from the journal\n")
    #expect(try Self.rest(stage) == Self.all)
    let end = try stage.expect(0, "history", "--prune", "--keep", "90d")
    #expect(end.output == "2 runs with 6 changes and 4 rejections are deleted from the journal\n")
    #expect(try Self.rest(stage) == ["1|1|1|2", "3|3|3|2", "5|5|0|1"])
    let again = try stage.expect(0, "history", "--prune", "--keep=90d")
    #expect(again.output.hasPrefix("0 runs with 0 changes"))
    #expect(try stage.expect(0, "history", "--prune", "--keep=90d", "-q").output == "")
  }

  @Test func `not even keeping nothing takes a run away that has not ended`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "history", "--prune", "--keep", "0s", "--format", "json")
    let result = try end.json()
    #expect(result["pruned"] as? [String: Int] == ["runs": 3, "changes": 7, "rejections": 6])
    #expect(result["dryRun"] as? Bool == false && result["exitCode"] as? Int == 0)
    #expect(try Self.rest(stage) == ["3|3|3|2", "5|5|0|1"])
  }

  @Test func `a span longer than any calendar keeps everything`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "history", "--prune", "--keep", "3650000d")
    #expect(end.output.hasPrefix("0 runs with 0 changes"), "\(end.everything)")
    #expect(try Self.rest(stage) == Self.all)
  }

  @Test func `all goes or nothing`() throws {
    let stage = try Self.stage()
    try stage.database.run(
      """
      CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER no BEFORE DELETE ON synctool.rejections FOR EACH ROW
        EXECUTE FUNCTION public.no()
      """)
    let end = try stage.expect(1, "history", "--prune", "--keep", "90d")
    #expect(end.error.contains("delete the old runs") && end.output.isEmpty, "\(end.everything)")
    #expect(try Self.rest(stage) == Self.all)
  }

  @Test func `a role that may only read deletes nothing, and may count`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT ON ALL TABLES IN SCHEMA synctool TO \(role.name)
      """)
    let url = ["DATABASE_URL": try role.url]
    try stage.expect(77, "history", "--prune", "--keep", "90d", with: url)
    #expect(try Self.rest(stage) == Self.all)
    try stage.expect(0, "history", "--prune", "--keep", "90d", "--dry-run", with: url)
  }

  @Test(arguments: [
    (["--prune"], "--prune: requires --keep"), (["--keep", "90d"], "--keep: requires --prune"),
    (["--prune", "--keep", "soon"], "--keep: must be a time span"),
    (["--prune", "--keep", "1d", "--status", "failed"], "--status: cannot be used together"),
    (["--prune", "--keep", "1d", "--since", "9d"], "--since: cannot be used together"),
    (["--prune", "--keep", "1d", "--page", "2"], "--page: cannot be used together"),
  ])
  func `a prune that is not quite clear is a fault`(_ options: [String], _ fault: String) throws {
    let stage = try Self.stage()
    let end = try stage.start(["history"] + options).end()
    #expect(end.status == 64 && end.error.contains(fault), "\(end.everything)")
    #expect(try Self.rest(stage) == Self.all)
  }

  @Test func `what to keep may stand in the environment, that it is done may not`() throws {
    let stage = try Self.stage()
    try stage.source([])
    stage.environment["SYNCTOOL_KEEP"] = "90d"
    try stage.expect(0, "history")
    try stage.expect(0, "--allow-empty", "--dry-run")
    try stage.expect(78, "history", with: ["SYNCTOOL_PRUNE": "true"])
    #expect(try stage.expect(0, "history", "--prune").output.hasPrefix("2 runs with 6 changes"))
  }
}
