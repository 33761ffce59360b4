import Foundation
import TestSupport
import Testing

/// No password and no bound value in anything that others can see.
struct SecretTests {
  private static let secret = "hunter2"

  @Test func `a password in an argument is warned of and shown nowhere`() throws {
    let stage = try ProcessStage()
    // The scripted server asks for no password: the tool tries its own, which is refused.
    let peer = try ScriptedMongo(TestBSON.clients(1))
    let uri = peer.uri.replacing("mongodb://", with: "mongodb://reader:hunter2@")
    let end = try stage.expect(77, "--source", uri)
    #expect(end.error.contains("the password in --source is visible to others"))
    #expect(!end.everything.contains(Self.secret))
  }

  @Test func `the session with PostgreSQL has the tool's name and no more`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
    let url = try TestServer.url(database: stage.database.name, user: "postgres:hunter2")
    let tool = try stage.start(["--source", peer.uri], ["DATABASE_URL": url])
    try peer.waitFor("getMore")
    let names = try stage.database.rows(
      """
      SELECT application_name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """)
    #expect(names == ["synctool"])
    tool.signal(9)
    _ = try tool.end()
  }

  @Test func `the words of the command line hold no password while it runs`() throws {
    let stage = try ProcessStage()
    let uri = "mongodb://reader:hunter2@127.0.0.1:1/app?serverSelectionTimeoutMS=3000"
    let tool = try stage.start(["--source", uri])
    var words = ""
    for _ in 0..<100 {
      usleep(10_000)
      words =
        (try? String(contentsOfFile: "/proc/\(tool.identifier)/cmdline", encoding: .utf8)) ?? ""
      if words.contains("synctool"), !words.contains("hunter2") { break }
    }
    #expect(words.contains("--source") && !words.contains("hunter2"), "\(words)")
    let end = try tool.end()
    #expect(end.status == 69)
    #expect(!end.everything.contains(Self.secret))
  }

  @Test func `the source and the target are named without secrets`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1))
    stage.environment["MONGODB_URI"] = peer.uri + "&appName=hunter2"
    let url = try TestServer.url(database: stage.database.name, user: "postgres:hunter2")
    let end = try stage.expect(0, "-v", "-n", with: ["DATABASE_URL": url])
    #expect(end.lines[1].hasPrefix("source: mongodb://127.0.0.1:"))
    #expect(end.lines[1].hasSuffix("/app app.clients"))
    #expect(!end.everything.contains(Self.secret))
  }

  @Test func `a row that PostgreSQL refuses shows none of the server's text`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'of % hunter2', NEW.name USING DETAIL = 'hunter2', HINT = 'hunter2'; END $$;
      CREATE TRIGGER tell BEFORE INSERT ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.tell();
      """)
    try stage.source(TestRecord.many(2))
    let end = try stage.expect(3, "--report", "run.csv")
    #expect(!end.everything.contains(Self.secret))
    #expect(try !stage.text("run.csv").contains(Self.secret))
  }
}
