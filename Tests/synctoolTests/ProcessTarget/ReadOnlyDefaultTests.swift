import PostgresDriver
import Testing

/// `default_transaction_read_only = on`, set by whoever may set it.
struct ReadOnlyDefaultTests {
  /// How the guard is set; `%R` and `%D` stand for the names of role and database.
  private static let guards: [(sql: String, options: String, words: String)] = [
    (
      "ALTER ROLE %R SET default_transaction_read_only = on", "",
      "default_transaction_read_only is on, set for the role %R"
    ),
    (
      "ALTER DATABASE %D SET default_transaction_read_only = on", "",
      "default_transaction_read_only is on, set for the database %D"
    ),
    (
      "ALTER ROLE %R IN DATABASE %D SET default_transaction_read_only = on", "",
      "default_transaction_read_only is on, set for the role %R in the database %D"
    ),
    (
      "", "-c default_transaction_read_only=on",
      "default_transaction_read_only is on, set by the options of DATABASE_URL or by PGOPTIONS"
    ),
    (
      "", "--default-transaction-read-only=true",
      "default_transaction_read_only is on, set by the options of DATABASE_URL or by PGOPTIONS"
    ),
    // PostgreSQL itself forgets these.
    (
      "ALTER ROLE %R SET transaction_read_only = on", "",
      "transaction_read_only is on, set for the role %R"
    ),
    (
      "ALTER DATABASE %D SET transaction_read_only = true", "",
      "transaction_read_only is on, set for the database %D"
    ),
    (
      "", "-c transaction_read_only=on",
      "transaction_read_only is on, set by the options of DATABASE_URL or by PGOPTIONS"
    ),
  ]

  private final class Scene {
    let stage: ProcessStage
    let role: TestRole
    private(set) var before: [String] = []

    init(_ sql: String, _ options: String, inURL: Bool = false) throws {
      stage = try ProcessStage(
        TestDatabase.clients,
        "INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');")
      role = try TestRole(stage.database, "SELECT, INSERT, UPDATE, DELETE")
      try stage.source(TestRecord.many(2))
      // A journal with a run that can be taken back, made before the guard is there.
      try stage.expect(0, "init")
      try stage.expect(0)
      try stage.database.run(
        """
        GRANT USAGE ON SCHEMA synctool TO \(role.name);
        GRANT ALL ON ALL TABLES IN SCHEMA synctool TO \(role.name);
        \(named(sql))
        """)
      var url = try role.url
      if inURL {
        url += "?options=" + options.replacing(" ", with: "%20").replacing("=", with: "%3D")
      } else if !options.isEmpty {
        stage.environment["PGOPTIONS"] = options
      }
      stage.environment["DATABASE_URL"] = url
      before = try stage.database.fingerprint()
    }

    func named(_ text: String) -> String {
      text.replacing("%R", with: role.name).replacing("%D", with: stage.database.name)
    }

    deinit {
      var server = try? TestServer.connect()
      _ = try? server?.executeScript("ALTER DATABASE \(stage.database.name) RESET ALL")
    }
  }

  @Test(arguments: guards)
  func `what would write is refused, with who set it and how to mean otherwise`(
    sql: String, options: String, words: String
  ) throws {
    let scene = try Scene(sql, options)
    let stage = scene.stage
    let words = scene.named(words)
    for arguments in [
      [], ["--force"], ["undo", "last"], ["fix", "client1@x.test"], ["init"],
      ["init", "--remove", "--force"], ["history", "--prune", "--keep", "0s"], ["check"],
    ] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(arguments): \(end.everything)")
      #expect(end.everything.contains(words), "\(arguments): \(end.everything)")
      #expect(end.everything.contains("options=-c%20default_transaction_read_only%3Doff"))
    }
    #expect(try stage.database.fingerprint() == scene.before)
    for arguments in [
      ["--dry-run"], ["--dry-run", "--force"], ["undo", "last", "--dry-run"], ["status"],
      ["explain", "client1@x.test"], ["init", "--dry-run"],
      ["history", "--prune", "--keep", "0s", "--dry-run"],
    ] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 0, "\(arguments): \(end.everything)")
      #expect(
        end.error.contains("warning: target: writable: \(words)"), "\(arguments): \(end.everything)"
      )
    }
    try stage.expect(0, "history")
    try stage.expect(0, "show", "last")
    #expect(try stage.database.fingerprint() == scene.before)
  }

  @Test(arguments: guards.filter { $0.options.isEmpty }, [false, true])
  func `an explicit off in the connection is the operator's own word`(
    given: (sql: String, options: String, words: String), inURL: Bool
  ) throws {
    let scene = try Scene(given.sql, "-c default_transaction_read_only=off", inURL: inURL)
    try scene.stage.expect(0, "check")
    let end = try scene.stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 2, "update": 1, "unchanged": 1])
    #expect(!end.error.contains("read_only"))
  }

  @Test func `a guard of the whole server is named by its place`() throws {
    let cluster = try TestCluster()
    try cluster.run(TestDatabase.clients)
    let stage = try ProcessStage("", "")
    try stage.source(TestRecord.many(2))
    stage.environment["DATABASE_URL"] = cluster.url()
    let off = ["PGOPTIONS": "-c default_transaction_read_only=off"]
    try cluster.run("ALTER SYSTEM SET default_transaction_read_only = on")
    try cluster.run("SELECT pg_reload_conf()")
    try cluster.waitFor("SELECT current_setting('default_transaction_read_only') = 'on'")
    let system = try stage.expect(78)
    #expect(system.error.contains("set by ALTER SYSTEM"), "\(system.error)")
    try stage.expect(0, "--only", "client1@x.test", with: off)
    try cluster.run(
      "BEGIN READ WRITE; ALTER ROLE ALL SET default_transaction_read_only = on; COMMIT")
    let all = try stage.expect(78)
    #expect(all.error.contains("set for all roles"), "\(all.error)")
    try stage.expect(0, with: off)
  }

  @Test func `limits that may end a run are named by check`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    #expect(try stage.expect(0, "check").output.contains("ok    target  limits: none is set"))
    try stage.database.run(
      """
      ALTER ROLE \(role.name) SET statement_timeout = '90s';
      ALTER ROLE \(role.name) SET idle_session_timeout = '5min';
      """)
    let end = try stage.expect(0, "check")
    #expect(
      end.output.contains(
        "warn  target  limits: idle_session_timeout is 5min, set for the role \(role.name);"
          + " statement_timeout is 90s, set for the role \(role.name)"), "\(end.output)")
    // It may well be enough: a run says nothing.
    #expect(try stage.expect(0, "-q").error == "")
  }
}
