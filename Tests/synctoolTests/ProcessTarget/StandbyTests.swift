import Testing

/// A streaming standby as the target.
struct StandbyTests {
  @Test func `a standby is refused with the reason, and the primary takes the run`() throws {
    let primary = try TestCluster()
    try primary.run(TestDatabase.clients)
    let standby = try TestCluster(standbyOf: primary)
    let stage = try ProcessStage("", "")
    try stage.source(TestRecord.many(3))
    stage.environment["DATABASE_URL"] = standby.url()
    for arguments in [[], ["--dry-run"], ["--force"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.error.contains("writable: the server is a standby and takes no writes"))
      #expect(end.error.contains("hint: point the settings at the primary; a dry run needs it too"))
    }
    let check = try stage.expect(78, "check")
    #expect(check.output.contains("FAULT target  writable: the server is a standby"))
    stage.environment["DATABASE_URL"] = primary.url()
    try stage.expect(0)
    try standby.waitFor("SELECT count(*) = 3 FROM public.clients")
  }
}
