import Glibc
import Testing

/// Errors after which PostgreSQL asks for the whole transaction once more.
struct RetryTests {
  private static let codes = ["40001", "40P01"]

  /// A trigger that fails the first `times` tries; a sequence counts them, for it never rolls back.
  private static func stage(_ code: String, times: Int) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE SEQUENCE public.tries;
      CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('public.tries') <= \(times) THEN
          RAISE EXCEPTION 'again' USING ERRCODE = '\(code)';
        END IF;
        RETURN NULL; END $$;
      CREATE TRIGGER fail AFTER INSERT ON public.clients EXECUTE FUNCTION public.fail();
      """)
    try stage.source(TestRecord.many(4))
    return stage
  }

  @Test(arguments: codes)
  func `a transaction that PostgreSQL wants again is tried again as a whole`(code: String) throws {
    let stage = try Self.stage(code, times: 3)
    let end = try stage.expect(0, "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "create": 4])
    #expect(try stage.database.count() == 4)
    #expect(try stage.database.value("SELECT last_value::text FROM public.tries") == "4")
    #expect(try stage.report("run.ndjson").map(\.action) == Array(repeating: "create", count: 4))
    try stage.expectConvergence(4)
  }

  @Test(arguments: codes)
  func `one that never passes fails the run after so many tries`(code: String) throws {
    let stage = try Self.stage(code, times: 1000)
    let before = try stage.database.versions()
    let end = try stage.run()
    try stage.expectFailure(1, "(SQLSTATE \(code))", hint: "run again", end, before: before)
    #expect(try stage.database.value("SELECT last_value::text FROM public.tries") == "4")
    try stage.database.run("DROP TRIGGER fail ON public.clients")
    try stage.expectConvergence(4)
  }

  @Test func `a run that a deadlock throws out gets through afterwards`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.email = 'client2@x.test' THEN PERFORM pg_advisory_xact_lock(8); END IF;
        IF NEW.email = 'client3@x.test' THEN PERFORM pg_advisory_xact_lock(7); END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER wait BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.wait();
      """)
    try stage.source(TestRecord.many(4))
    var holder = try stage.database.connect()
    try holder.executeScript("SELECT pg_advisory_lock(8)")
    let tool = try stage.start([])
    try stage.database.waitForLock()
    // It has the lock that the run will want, wants the table that the run has, and is patient.
    let other = try TestCluster.spawn([
      "/usr/bin/psql", "-qX", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d",
      try TestServer.url(database: stage.database.name), "-c",
      """
      BEGIN; SET LOCAL deadlock_timeout = '1min'; SELECT pg_advisory_xact_lock(7);
      LOCK TABLE public.clients; INSERT INTO public.clients (name, email) VALUES ('X', 'x@x.test');
      COMMIT
      """,
    ])
    try stage.database.waitForLock(sessions: 2)
    try holder.executeScript("SELECT pg_advisory_unlock(8)")
    let end = try tool.end()
    var status: Int32 = -1
    waitpid(other, &status, 0)
    #expect(status == 0, "the other session was thrown out instead")
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts()["create"] == 4)
    #expect(try stage.database.count() == 5)
  }
}
