import Testing

/// What a run does not depend on, and what a dry run cannot do.
struct SurroundingsTests {
  @Test func `locale, time zone, HOME and terminal type change no byte`() throws {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, "zoë@x.test", name: "Zoë")])
    let plain = try stage.expect(0, "-n")
    let other = try stage.expect(
      0, "-n",
      with: [
        "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "HOME": "/nonexistent",
        "TERM": "xterm", "PGTZ": "Asia/Tokyo", "PGDATESTYLE": "German",
        "PGCLIENTENCODING": "LATIN1",
      ])
    let bare = { (end: ToolEnd) in end.lines.filter { !$0.hasPrefix("took ") } }
    #expect(bare(plain) == bare(other))
  }

  @Test func `a database whose settings differ gets the same plan and the same rows`() throws {
    let stage = try ProcessStage()
    let address = #""address":{"at":{"$date":"2020-01-01T00:00:00Z"},"n":0.1}"#
    try stage.source([TestRecord.client(1, "a@x.test", address)])
    let digest = try stage.run("-n").digest()
    let name = stage.database.name
    try stage.database.run(
      """
      ALTER DATABASE \(name) SET timezone = 'Asia/Tokyo';
      ALTER DATABASE \(name) SET datestyle = 'SQL, DMY';
      ALTER DATABASE \(name) SET standard_conforming_strings = off;
      ALTER DATABASE \(name) SET extra_float_digits = -10;
      ALTER DATABASE \(name) SET default_transaction_isolation = 'serializable';
      """)
    defer {
      try? stage.database.run("ALTER DATABASE \(name) RESET ALL;")
    }
    #expect(try stage.run("-n").digest() == digest)
    try stage.expect(0)
    #expect(try stage.run("--force").counts() == ["read": 1, "unchanged": 1])
  }

  /// A function that reading the table runs tries to write.
  @Test func `PostgreSQL itself keeps a dry run from writing`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('A', 'a@x.test');
      CREATE TABLE public.trace (at timestamptz);
      CREATE FUNCTION public.seen() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.trace VALUES (now()); RETURN true; END $$;
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      CREATE POLICY watched ON public.clients USING (public.seen());
      GRANT ALL ON public.trace TO PUBLIC;
      """)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(1, "--dry-run", with: ["DATABASE_URL": role.url])
    #expect(end.error.contains("25006"), "\(end.error)")
    #expect(try stage.database.value("SELECT count(*)::text FROM public.trace") == "0")
  }

  @Test func `temporary tables of the same names do no harm, and none are left`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "CREATE TABLE public.synctool_stage (x int);")
    try stage.source(TestRecord.many(2))
    try stage.expect(0)
    try stage.database.waitForSessionsToEnd()
    let left = "SELECT count(*)::text FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
    #expect(try stage.database.value(left) == "0")
  }

  @Test func `a table with an id of another type converges, too`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "BIGSERIAL PRIMARY KEY", with: "UUID PRIMARY KEY DEFAULT gen_random_uuid()"))
    try stage.source(TestRecord.many(5))
    try stage.expect(0, "--report", "run.csv")
    try stage.source(TestRecord.many(5, name: "Bob"))
    #expect(try stage.run("--force").counts() == ["read": 5, "update": 5])
    #expect(try stage.run("--force").counts() == ["read": 5, "unchanged": 5])
  }
}
