import PostgresDriver

/// A run on a server of its own, in the middle of its INSERT: another session holds the lock that a
/// trigger waits for.
final class DeathScene {
  let cluster: TestCluster
  let stage: ProcessStage
  let tool: ToolProcess
  private var holder: PostgresConnection

  /// The contract's table with an older client in it; while the lock 7 is held elsewhere, the third
  /// client's INSERT waits.
  static let table =
    TestDatabase.clients + """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');
      CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.email = 'client3@x.test' THEN PERFORM pg_advisory_xact_lock(7); END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER wait BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.wait();
      """

  init(_ options: String...) throws {
    cluster = try TestCluster()
    try cluster.run(Self.table)
    stage = try ProcessStage("", "")
    stage.environment["DATABASE_URL"] = cluster.url()
    try stage.source(TestRecord.many(4))
    holder = try cluster.connect()
    try holder.executeScript("SELECT pg_advisory_lock(7)")
    tool = try stage.start(["--force"] + options)
    try cluster.waitFor("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
  }

  /// Gives the trigger its lock, after which runs go through.
  func letGo() throws { try holder.executeScript("SELECT pg_advisory_unlock_all()") }

  func names() throws -> [String] {
    try cluster.column("SELECT name || ' ' || email FROM public.clients ORDER BY email")
  }
}
