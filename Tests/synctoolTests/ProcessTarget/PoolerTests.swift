import Glibc
import PostgresDriver
import Testing

/// PgBouncer between the tool and PostgreSQL.
struct PoolerTests {
  private static func stage(_ pooler: TestPooler) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    stage.environment["DATABASE_URL"] = try TestServer.url(
      database: stage.database.name, port: pooler.port)
    return stage
  }

  @Test(arguments: [1, 5])
  func `a pool in session mode works as PostgreSQL itself does`(size: Int) throws {
    let pooler = try TestPooler("session", size: size)
    let stage = try Self.stage(pooler)
    try stage.expect(0, "check")
    try stage.expect(0, "--dry-run")
    try stage.expectConvergence(3)
    try stage.source(TestRecord.many(4, name: "Bob"))
    try stage.expectConvergence(4)
  }

  @Test(
    arguments: ["transaction", "statement"],
    [(1, "server_round_robin = 0"), (4, "server_round_robin = 0"), (4, "server_round_robin = 1")])
  func `a pool in another mode is refused before anything is done`(
    mode: String, pool: (size: Int, rule: String)
  ) throws {
    let pooler = try TestPooler(mode, size: pool.size, [pool.rule])
    let stage = try Self.stage(pooler)
    let before = try stage.database.fingerprint()
    // Backends that the pool has already, each handed out before.
    try Self.warm(pooler, stage, clients: pool.size)
    for arguments in [[], ["--dry-run"], ["--force"]] {
      let end = try stage.start(arguments).end()
      try stage.expectFailure(
        78, "a connection pooler lends PostgreSQL's sessions", hint: "connect to PostgreSQL itself",
        end, before: [])
    }
    let check = try stage.expect(78, "check")
    #expect(check.output.contains("FAULT target  reachable: a connection pooler lends"))
    #expect(try stage.database.fingerprint() == before)
    #expect(
      try Self.traces(pooler, stage, clients: pool.size) == ["\"$user\", public|0|0"],
      "the pool's backends are as the other clients left them")
  }

  @Test func `a tool killed in session mode leaves no lock and no table to the next client`()
    throws
  {
    let pooler = try TestPooler("session", size: 1)
    let stage = try Self.stage(pooler)
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      tool.signal(SIGKILL)
      _ = try tool.end()
    }
    try stage.expect(0, "--wait", "20")
    try stage.expectConvergence(3)
  }

  @Test func `a busy pool in transaction mode is refused, too`() throws {
    let pooler = try TestPooler("transaction", size: 3)
    let stage = try Self.stage(pooler)
    let clients = (0..<3).map { _ in BusyClient(pooler, stage.database.name) }
    defer { clients.forEach { $0.stop() } }
    for _ in 0..<5 {
      let end = try stage.expect(78)
      #expect(end.error.contains("a connection pooler lends"))
    }
    #expect(try stage.database.count() == 0)
  }

  /// Makes the pool open its backends by as many transactions at once.
  private static func warm(_ pooler: TestPooler, _ stage: ProcessStage, clients: Int) throws {
    let sleepers = try (0..<clients).map { _ in try psql(pooler, stage, "SELECT pg_sleep(0.3)") }
    for sleeper in sleepers { waitpid(sleeper, nil, 0) }
  }

  private static func psql(
    _ pooler: TestPooler, _ stage: ProcessStage, _ sql: String
  ) throws -> pid_t {
    try TestCluster.spawn([
      "/usr/bin/psql", "-qX", "-o", "/dev/null", "-d",
      try TestServer.url(database: stage.database.name, port: pooler.port), "-c", sql,
    ])
  }

  /// What the tool might have left in the pool's backends: search path, temporary tables, locks.
  private static func traces(
    _ pooler: TestPooler, _ stage: ProcessStage, clients: Int
  ) throws -> Set<String> {
    var found: Set<String> = []
    for _ in 0..<clients {
      let end = try Tool.run(
        "/usr/bin/psql",
        [
          "-qXAt", "-d", try TestServer.url(database: stage.database.name, port: pooler.port), "-c",
          """
          SELECT current_setting('search_path'),
            (SELECT count(*) FROM pg_class WHERE relpersistence = 't'),
            (SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE locktype = 'advisory' AND datname = current_database())
          """,
        ])
      found.insert(end.output.split(separator: "\n").joined(separator: " "))
    }
    return found
  }
}
