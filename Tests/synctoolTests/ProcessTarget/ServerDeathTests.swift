import Glibc
import PostgresDriver
import Testing

/// A server that dies or stops as a whole while a run writes.
struct ServerDeathTests {
  @Test func `a server killed during the write has the state before when it is back`() throws {
    let scene = try DeathScene()
    let (cluster, stage) = (scene.cluster, scene.stage)
    // The first process takes its sessions with it, as a crash of the machine would.
    try cluster.signal(SIGKILL)
    cluster.end(SIGKILL)
    let end = try scene.tool.end(within: 40)
    #expect(end.status == 69, "\(end.everything)")
    #expect(end.error.contains("the connection to PostgreSQL was lost during"), "\(end.error)")
    #expect(end.error.contains("hint: check the network and PostgreSQL's log"), "\(end.error)")
    let gone = try stage.expect(69)
    #expect(gone.error.contains("cannot reach PostgreSQL"), "\(gone.error)")
    try cluster.start()
    #expect(try scene.names() == ["Old client1@x.test"])
    #expect(try stage.expect(0, "--force").counts() == ["read": 4, "create": 3, "update": 1])
    #expect(try scene.names() == (1...4).map { "Ann client\($0)@x.test" })
    #expect(try stage.expect(0, "--force").counts() == ["read": 4, "unchanged": 4])
  }

  @Test func `a backend that crashes takes no half of a run with it`() throws {
    let scene = try DeathScene()
    let (cluster, stage) = (scene.cluster, scene.stage)
    // By this a lost COMMIT is told from a later transaction with the same number.
    let era = "SELECT pg_stat_get_bgwriter_stat_reset_time()::text"
    let before = try cluster.column(era)
    let backend = try cluster.column(
      "SELECT pid::text FROM pg_stat_activity WHERE application_name = 'synctool'")
    kill(try #require(backend.first.flatMap { pid_t($0) }), SIGSEGV)
    let end = try scene.tool.end(within: 40)
    #expect(end.status == 69, "\(end.everything)")
    try cluster.waitToConnect()
    #expect(try cluster.column(era) != before)
    #expect(try scene.names() == ["Old client1@x.test"])
    #expect(try stage.expect(0, "--force").counts() == ["read": 4, "create": 3, "update": 1])
  }

  @Test func `a server that stands still is given up at the deadline`() throws {
    let scene = try DeathScene("--deadline", "5")
    let (cluster, stage) = (scene.cluster, scene.stage)
    try cluster.signal(SIGSTOP)
    let end = try scene.tool.end(within: 40)
    let next = try stage.expect(69, with: ["PGCONNECT_TIMEOUT": "1"])
    try cluster.signal(SIGCONT)
    try scene.letGo()
    #expect(end.status == 124, "\(end.everything)")
    #expect(end.seconds < 20)
    #expect(next.error.contains("no answer within 1 s"), "\(next.error)")
    try cluster.waitFor(
      "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'synctool'")
    #expect(try scene.names() == ["Old client1@x.test"])
    #expect(try stage.expect(0, "--force").counts() == ["read": 4, "create": 3, "update": 1])
  }
}
