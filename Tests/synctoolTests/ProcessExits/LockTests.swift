import Glibc
import PostgresDriver
import TestSupport
import Testing

/// One run of a table at a time, and what waits for what.
struct LockTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    return stage
  }

  @Test func `another run's lock ends the run with 11 and names the holder`() throws {
    let stage = try Self.stage()
    try stage.database.holdingRunLock {
      let end = try stage.expect(11)
      #expect(end.error.contains("another run holds the lock of the table: PostgreSQL backend "))
      #expect(end.error.contains("use --wait SECONDS"))
      #expect(end.seconds < 5)
    }
    #expect(try stage.database.count() == 0)
  }

  @Test func `a wait that is too short ends with 11`() throws {
    let stage = try Self.stage()
    try stage.database.holdingRunLock {
      let end = try stage.expect(11, "--wait", "0.5")
      #expect(end.seconds > 0.5)
    }
  }

  @Test func `with a wait the run begins when the lock is let go`() throws {
    let stage = try Self.stage()
    let tool = try stage.database.holdingRunLock {
      let tool = try stage.start(["--wait", "30"])
      usleep(700_000)
      return tool
    }
    let end = try tool.end(within: 20)
    #expect(end.status == 0, "\(end.everything)")
    #expect(end.seconds > 0.7)
    #expect(try stage.database.count() == 3)
  }

  @Test func `a dry run needs no lock`() throws {
    let stage = try Self.stage()
    try stage.database.holdingRunLock { try stage.expect(0, "--dry-run") }
    // It does not need the table to be free of writers either.
    try stage.database.holding("LOCK TABLE public.clients IN SHARE ROW EXCLUSIVE MODE") {
      try stage.expect(0, "--dry-run")
    }
  }

  @Test func `of two runs at once both do their job or one is told of the other`() throws {
    let stage = try Self.stage()
    let tools = try (0..<2).map { _ in try stage.start([]) }
    let statuses = try tools.map { try $0.end().status }
    #expect(statuses.contains(0) && statuses.allSatisfy { $0 == 0 || $0 == 11 }, "\(statuses)")
    #expect(try stage.database.count() == 3)
  }

  @Test func `runs that wait for each other all do their job`() throws {
    let stage = try Self.stage()
    let tools = try (0..<3).map { _ in try stage.start(["--wait", "30"]) }
    let ends = try tools.map { try $0.end() }
    #expect(ends.map(\.status) == [0, 0, 0])
    #expect(try ends.map { try $0.counts()["create"] ?? 0 }.sorted() == [0, 0, 3])
  }

  @Test func `runs one after the other never meet a lock`() throws {
    let stage = try Self.stage()
    for _ in 0..<15 { try stage.expect(0) }
  }

  @Test func `two tables are two locks`() throws {
    let stage = try Self.stage()
    try stage.database.run(
      "CREATE SCHEMA app;" + TestDatabase.clients.replacing("public.", with: "app."))
    try stage.database.holdingRunLock {
      try stage.expect(0, with: ["SYNCTOOL_TABLE": "app.clients"])
    }
  }

  @Test func `a refused run keeps its lock until the journal knows how it ended`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3000))
    // Its list is more than the pipe holds, which nobody reads.
    let output = stage.path("output")
    try #require(mkfifo(output, 0o600) == 0)
    let reader = open(output, O_RDWR)
    defer { close(reader) }
    let tool = try stage.start(["--max-creates", "1", "--verbose"], output: .path(output))
    var waiting: Int32 = 0
    for _ in 0..<1000 where waiting < 32_000 {
      usleep(20_000)
      _ = ioctl(reader, UInt(FIONREAD), &waiting)
    }
    try #require(waiting >= 32_000)
    try stage.expect(11)
    let sizing: Int32 = 1031  // F_SETPIPE_SZ
    _ = fcntl(reader, sizing, 1 << 20)
    #expect(try tool.end().status == 4)
    #expect(try stage.database.rows("SELECT status FROM synctool.runs") == ["failed"])
    try stage.expect(0)
  }

  @Test func `others may write while the source is read`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
    let tool = try stage.start(["--source", peer.uri])
    try peer.waitFor("getMore")
    try stage.database.run("INSERT INTO public.clients (name, email) VALUES ('X', 'x@x.test')")
    let open = try stage.database.value(
      """
      SELECT count(*)::text FROM pg_stat_activity
      WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """)
    #expect(open == "0", "a transaction is open while the source is read")
    tool.signal(SIGKILL)
    _ = try tool.end()
  }

  @Test func `a table that stays locked fails the run in the end`() throws {
    let stage = try Self.stage()
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let end = try stage.expect(1)
      #expect(end.error.contains("55P03") || end.error.contains("lock"), "\(end.error)")
      #expect(end.seconds < 30)
    }
    #expect(try stage.database.count() == 0)
  }
}
