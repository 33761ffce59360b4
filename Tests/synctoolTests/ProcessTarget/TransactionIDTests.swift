import Testing

/// A server that has run out of transaction ids, or nearly.
struct TransactionIDTests {
  @Test func `a server without transaction ids is told from one that will have none`() throws {
    let cluster = try TestCluster(settings: ["autovacuum=off"])
    try cluster.run(TestDatabase.clients)
    let stage = try ProcessStage("", "")
    try stage.source(TestRecord.many(2))
    stage.environment["DATABASE_URL"] = cluster.url()
    // The catalog alone is aged: a server that is would be vacuumed while the test looks.
    let age = { (age: Int) in
      try cluster.run(
        """
        UPDATE pg_database SET datfrozenxid =
          ((pg_current_xact_id()::text::int8 - \(age) + 4294967296) % 4294967296)::text::xid
        WHERE datname = 'template0'
        """)
    }
    try age(2_107_000_000)
    #expect(try stage.expect(0, "check").output.contains("ok    target  writable: yes"))
    try age(2_144_480_000)
    let few = try stage.expect(0, "check")
    #expect(few.output.contains("warn  target  writable: the server has 36"), "\(few.output)")
    let run = try stage.expect(0, "-q", "--only", "client1@x.test")
    #expect(run.error.contains("warning: target: writable: the server has 36"), "\(run.error)")
    try age(2_144_483_660)
    for arguments in [["--force"], ["--dry-run"], ["check"], ["status"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(
        end.everything.contains("the server has run out of transaction ids and takes no writes"),
        "\(end.everything)")
    }
    #expect(try cluster.column("SELECT email FROM public.clients") == ["client1@x.test"])
  }
}
