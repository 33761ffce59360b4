import PostgresDriver
import Testing

/// A PostgreSQL server without room left.
struct DiskFullTests {
  /// A server with a disk of 8 MB beside its own, as the tablespace `small`.
  private static func cluster() throws -> TestCluster {
    let cluster = try TestCluster(
      settings: ["temp_buffers=800kB"],
      mount: "mkdir -p small; mount -t tmpfs -o size=8m,uid=$(id -u postgres) tmpfs small")
    try cluster.run("CREATE TABLESPACE small LOCATION '\(cluster.small)'")
    try cluster.run(TestDatabase.clients)
    return cluster
  }

  private static func stage(_ cluster: TestCluster, _ records: [String]) throws -> ProcessStage {
    let stage = try ProcessStage("", "")
    try stage.source(records)
    stage.environment["DATABASE_URL"] = cluster.url()
    return stage
  }

  /// Records of more than the small disk holds; each address is too long to be packed well.
  private static func records() -> [String] {
    var random = SystemRandomNumberGenerator()
    return (1...3000).map { number in
      let words = (0..<150).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
      return TestRecord.client(
        number, "client\(number)@x.test", #""address":{"text":"\#(words)"}"#)
    }
  }

  @Test func `a table without room keeps its rows, and the run is done when there is room`() throws
  {
    let cluster = try Self.cluster()
    try cluster.run(
      """
      ALTER TABLE public.clients SET TABLESPACE small;
      INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test')
      """)
    let stage = try Self.stage(cluster, Self.records())
    let end = try stage.expect(1, "--force")
    #expect(end.error.contains("disk full (SQLSTATE 53100)"), "\(end.error)")
    #expect(end.error.contains("hint: free disk space on the PostgreSQL server, then run again"))
    #expect(try cluster.column("SELECT name FROM public.clients") == ["Old"])
    try cluster.run("ALTER TABLE public.clients SET TABLESPACE pg_default")
    let counts = try stage.expect(0, "--force").counts()
    #expect(counts == ["read": 3000, "create": 2999, "update": 1])
    #expect(try stage.expect(0, "--force").counts() == ["read": 3000, "unchanged": 3000])
  }

  @Test func `a stage without room ends the run before its plan`() throws {
    let cluster = try Self.cluster()
    try cluster.run("ALTER ROLE postgres SET temp_tablespaces = small")
    let stage = try Self.stage(cluster, Self.records())
    for arguments in [["--force"], ["--dry-run"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 1, "\(end.everything)")
      #expect(end.error.contains("disk full (SQLSTATE 53100)"), "\(end.error)")
      #expect(end.error.contains("hint: free disk space on the PostgreSQL server"))
    }
    #expect(try cluster.column("SELECT name FROM public.clients") == [])
    try cluster.run("ALTER ROLE postgres RESET temp_tablespaces")
    #expect(try stage.expect(0).counts() == ["read": 3000, "create": 3000])
  }
}
