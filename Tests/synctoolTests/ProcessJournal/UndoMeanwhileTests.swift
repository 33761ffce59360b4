import Glibc
import Testing

/// What happens to table and journal while an undo is on its way.
struct UndoMeanwhileTests {
  /// Runs an undo of run 1 that waits for the table until another session has done `sql`.
  private static func undo(_ scene: UndoScene, while sql: String) throws -> ToolEnd {
    var other = try scene.database.connect()
    try other.executeScript("BEGIN; LOCK TABLE public.clients IN SHARE MODE")
    let tool = try scene.stage.start(["undo", "1"])
    try scene.database.waitForLock()
    try other.executeScript("\(sql); COMMIT")
    return try tool.end()
  }

  private static let alterations = [
    "ALTER TABLE public.clients RENAME TO people; CREATE TABLE public.clients (LIKE public.people INCLUDING ALL)",
    "ALTER TABLE public.clients ALTER phone TYPE varchar(3) USING left(phone, 3)",
    "ALTER TABLE public.clients DROP phone",
    "ALTER TABLE public.clients RENAME phone TO telephone; ALTER TABLE public.clients ADD phone text",
  ]

  @Test(arguments: alterations)
  func `a table that was altered while the undo waited is looked at anew`(sql: String) throws {
    let scene = try UndoScene()
    let end = try Self.undo(scene, while: sql)
    #expect(end.status == 78, "\(end.everything)")
    let isReplaced = sql.contains("TO people")
    let words =
      isReplaced
      ? "was dropped, renamed or replaced during the run"
      : "the columns of public.clients were altered while the undo started"
    #expect(end.error.contains(words), "\(end.error)")
    #expect(end.error.contains("run again"))
    let table = isReplaced ? "people" : "clients"
    #expect(try scene.database.value("SELECT count(*) FROM public.\(table)") == "4")
    #expect(try scene.journal(2).hasPrefix("undo failed 78 1"))
  }

  @Test func `a prune that comes first leaves nothing to take back, and that is said`() throws {
    let scene = try UndoScene()
    try scene.database.run("UPDATE synctool.runs SET finished_at = now() - interval '1 year'")
    let end = try Self.undo(
      scene,
      while: "DELETE FROM synctool.changes WHERE run = 1; DELETE FROM synctool.runs WHERE id = 1")
    #expect(end.status == 78, "\(end.everything)")
    #expect(end.error.contains("run 1 has just been pruned from the journal"), "\(end.error)")
    #expect(try scene.rows() == scene.after)
  }

  @Test func `a prune that comes later waits for the undo`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(815); RETURN OLD; END $$;
      CREATE TRIGGER slow BEFORE DELETE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.slow();
      """)
    try scene.database.run("UPDATE synctool.runs SET finished_at = now() - interval '1 year'")
    var other = try scene.database.connect()
    try other.executeScript("BEGIN; SELECT pg_advisory_xact_lock(815)")
    let undo = try scene.stage.start(["undo", "1"])
    try scene.database.waitForLock()
    let prune = try scene.stage.start(["history", "--prune", "--keep", "1d"])
    try scene.database.waitForSessions { $0 == 2 }
    usleep(300_000)
    try other.executeScript("COMMIT")
    let end = try undo.end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try prune.end().status == 0)
    #expect(try scene.rows() == scene.before)
    // The undo itself is there, and can be taken back without the run that it undid.
    #expect(try scene.database.rows("SELECT id FROM synctool.runs") == ["2"])
    try scene.stage.expect(0, "undo", "2")
    #expect(try scene.rows() == scene.after)
  }
}
