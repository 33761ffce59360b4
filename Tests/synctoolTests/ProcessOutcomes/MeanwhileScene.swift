import PostgresDriver
import TestSupport

/// Others write to the table between the plan and its execution.
///
/// The scene holds a lock that the plan's reading passes and the writing waits for: it is let go
/// with the other session's changes in it.
enum MeanwhileScene {
  private static func run(
    _ stage: ProcessStage, _ changes: String, _ arguments: [String]
  ) throws -> [ReportEntry] {
    var other = try stage.database.connect()
    try other.executeScript(PostgresStatement("hold", "BEGIN; \(SQL(test: changes))"))
    let tool = try stage.start(arguments + ["--report", "run.ndjson"])
    try stage.database.waitForLock()
    try other.executeScript(PostgresStatement("let go", "COMMIT"))
    let end = try tool.end()
    guard end.status == 3 else { return [] }
    return try stage.report("run.ndjson")
  }

  static func appeared() throws -> [ReportEntry] {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    return try run(
      stage, "INSERT INTO public.clients (name, email) VALUES ('X', 'CLIENT2@x.test')", [])
  }

  static func changed() throws -> [ReportEntry] {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT 'Old', 'client' || n || '@x.test' FROM generate_series(1, 3) n;
      """)
    try stage.source(TestRecord.many(3))
    return try run(
      stage,
      """
      UPDATE public.clients SET name = 'Theirs' WHERE email = 'client2@x.test';
      DELETE FROM public.clients WHERE email = 'client3@x.test'
      """, ["--force"])
  }
}
