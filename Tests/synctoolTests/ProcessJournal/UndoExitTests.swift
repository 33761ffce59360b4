import Foundation
import TestSupport
import Testing

/// The exit codes of `synctool undo`, each with the next step.
struct UndoExitTests {
  @Test func `without a journal there is nothing to undo`() throws {
    let stage = try ProcessStage()
    for arguments in [["undo", "last"], ["undo", "1", "--dry-run"]] {
      let end = try stage.start(arguments).end()
      try stage.expectFailure(
        78, "the target database keeps no journal", hint: "run synctool init", end, before: [])
    }
    let json = try stage.expect(78, "undo", "1", "--format", "json").json()
    #expect(json["undoes"] is NSNull && json["runId"] is NSNull)
    #expect(json["source"] as? String == "run 1" && json["exitCode"] as? Int == 78)
  }

  @Test(arguments: ["9", "last"])
  func `an unknown run is told with the way to the list`(run: String) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    let end = try stage.run("undo", run)
    try stage.expectFailure(
      78, "the journal has no run", hint: "synctool history", end, before: [])
  }

  @Test(arguments: ["", "0", "-1", "1.5", "first", "9999999999999999999"])
  func `what is no run is a fault of the command line`(word: String) throws {
    let stage = try ProcessStage()
    #expect(try stage.run("undo", word).status == 64)
  }

  @Test(arguments: [
    ("failed", "run 1 failed and wrote nothing"), ("crashed", "run 1 crashed and wrote nothing"),
    ("running", "run 1 crashed and wrote nothing"),
  ])
  func `a run that is not done has nothing to take back`(status: String, words: String) throws {
    let scene = try UndoScene()
    try scene.database.run("UPDATE synctool.runs SET status = '\(status)' WHERE id = 1")
    let versions = try scene.database.versions()
    let end = try scene.stage.run("undo", "1")
    try scene.stage.expectFailure(78, words, hint: "synctool history", end, before: versions)
    #expect(try scene.stage.run("undo", "last").status == 78)
  }

  @Test func `a run that is under way is waited for`() throws {
    let scene = try UndoScene()
    try scene.database.run("UPDATE synctool.runs SET status = 'running' WHERE id = 1")
    try scene.database.holdingRunLock {
      let end = try scene.stage.run("undo", "1", "--dry-run")
      try scene.stage.expectFailure(
        78, "run 1 is still in progress", hint: "wait", end, before: try scene.database.versions())
    }
  }

  @Test func `another run's lock ends the undo with 11, and a wait for it does the job`() throws {
    let scene = try UndoScene()
    let tool = try scene.database.holdingRunLock {
      let end = try scene.stage.expect(11, "undo", "1")
      #expect(end.error.contains("use --wait SECONDS"))
      let tool = try scene.stage.start(["undo", "1", "--wait", "30"])
      try scene.database.waitForSessions { $0 > 0 }
      return tool
    }
    #expect(try tool.end().status == 0)
    #expect(try scene.rows() == scene.before)
  }

  @Test func `a role without DELETE is told what to grant`() throws {
    let scene = try UndoScene()
    let role = try TestRole(scene.database, "SELECT, INSERT, UPDATE")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    let versions = try scene.database.versions()
    // The plan is shown and reported, and one line says why it is not carried out.
    for report in ["run.csv", "run.ndjson", "run.md"] {
      let end = try scene.stage.run("undo", "1", "-v", "--report", report)
      try scene.stage.expectFailure(
        77, "the role lacks DELETE on public.clients",
        hint: "GRANT DELETE ON \"public\".\"clients\"", end, before: versions)
      #expect(!end.error.contains("warning"), "\(end.error)")
      #expect(end.output.contains("- delete     new1@x.test"), "\(end.output)")
      #expect(try scene.stage.text(report).contains("new2@x.test"))
    }
    #expect(try scene.journal(2) == "undo failed 77 1 delete 2 read 4 update 2")
    let preview = try scene.stage.expect(0, "undo", "1", "--dry-run")
    #expect(
      preview.error.contains("lacks DELETE on public.clients: the undo itself would be refused"))
    // Updates alone need no such right, and what fails before the plan leaves nothing half done.
    try scene.stage.expect(0, "undo", "1", "--only", "old1@x.test")
    try scene.database.run("GRANT DELETE ON public.clients TO \(role.name)")
    try scene.stage.expect(0, "undo", "1", "--only", "new1@x.test")
    withExtendedLifetime(role) {}
  }

  @Test func `a role that cannot see who refers to a client deletes none`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      "CREATE TABLE public.sensors (client bigint REFERENCES public.clients ON DELETE CASCADE);")
    let role = try TestRole(scene.database, "SELECT, INSERT, UPDATE, DELETE")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    let versions = try scene.database.versions()
    for arguments in [["undo", "1"], ["undo", "1", "--dry-run"]] {
      let end = try scene.stage.start(arguments).end()
      try scene.stage.expectFailure(
        77, "this role may not read public.sensors.client",
        hint: "GRANT SELECT ON \"public\".\"sensors\"", end, before: versions)
    }
    try scene.database.run(
      """
      GRANT SELECT ON public.sensors TO \(role.name);
      ALTER TABLE public.sensors ENABLE ROW LEVEL SECURITY;
      """)
    let hidden = try scene.stage.run("undo", "1")
    try scene.stage.expectFailure(
      77, "row-level security may hide rows of public.sensors.client", hint: "use a role", hidden,
      before: versions)
    try scene.database.run("ALTER TABLE public.sensors DISABLE ROW LEVEL SECURITY")
    try scene.stage.expect(0, "undo", "1")
    #expect(try scene.rows() == scene.before)
    withExtendedLifetime(role) {}
  }

  @Test(arguments: ["nowhere.client", "clients.nothing"])
  func `a reference that does not exist is a fault of the settings`(name: String) throws {
    let scene = try UndoScene()
    let versions = try scene.database.versions()
    let end = try scene.stage.run("undo", "1", with: ["SYNCTOOL_REFERENCES": name])
    try scene.stage.expectFailure(
      78, "SYNCTOOL_REFERENCES names public.\(name), which does not exist", hint: "correct", end,
      before: versions)
  }

  private static let commit = ["EXCLUSIVE MODE", "COMMIT\0"]

  /// Where the COMMIT of the data is lost, and how the undo ends.
  private static let fates: [(fault: Fault, status: Int32)] = [
    (Fault(.cut, .answering(commit)), 0), (Fault(.cut, .sending(commit)), 69),
    (Fault(.cut, .answering(commit), forEver: true), 6),
  ]

  @Test(arguments: 0..<3)
  func `a lost COMMIT is told as done, as not done, or as unknown`(index: Int) throws {
    let (fault, status) = Self.fates[index]
    let scene = try UndoScene()
    let relay = try FaultProxy(to: TestServer.port(), fault)
    let url = try TestServer.url(database: scene.database.name, port: relay.port)
    let end = try scene.stage.run("undo", "1", with: ["DATABASE_URL": url])
    #expect(end.status == status, "\(end.everything)")
    #expect(relay.hasStruck)
    #expect(try scene.rows() == (status == 69 ? scene.after : scene.before))
    // The journal agrees with the data.
    let word = try scene.database.value("SELECT status FROM synctool.runs WHERE id = 2")
    #expect(word == (status == 69 ? "running" : "done"))
    // A second attempt tells the operator what became of the first.
    let again = try scene.stage.run("undo", "1")
    #expect(try again.counts()["kept"] ?? 0 == (status == 69 ? 0 : 4))
    #expect(try scene.rows() == scene.before)
    if status == 69 { #expect(try scene.journal(2) == "undo crashed 1") }
  }

  /// A plan that is refused is kept, to be shown, by a COMMIT too.
  @Test(arguments: [
    Fault(.cut, .answering(commit)), Fault(.cut, .sending(commit)),
    Fault(.cut, .answering(commit), forEver: true), Fault(.reset, .sending(commit), forEver: true),
  ])
  func `a lost COMMIT of a plan that is refused leaves nothing unknown`(fault: Fault) throws {
    let scene = try UndoScene(
      then: "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;"
        + "CREATE PUBLICATION pub FOR TABLE public.clients;")
    defer { try? scene.database.run("DROP PUBLICATION pub") }
    let relay = try FaultProxy(to: TestServer.port(), fault)
    let url = try TestServer.url(database: scene.database.name, port: relay.port)
    let end = try scene.stage.run("undo", "1", with: ["DATABASE_URL": url])
    #expect(end.status == 69, "\(end.everything)")
    #expect(relay.hasStruck)
    #expect(try scene.rows() == scene.after)
  }

  @Test func `a report that cannot be written undoes the undo`() throws {
    let scene = try UndoScene()
    let versions = try scene.database.versions()
    try scene.stage.link("full.csv", to: "/dev/full")
    let failed = try scene.stage.run("undo", "1", "--report", "full.csv")
    #expect(failed.status == 1, "\(failed.everything)")
    #expect(try scene.database.versions() == versions)
    #expect(try scene.journal(2).hasPrefix("undo failed 1 1"))
  }

  @Test(arguments: ["link_before", "link_after"])
  func `a run that wrote beside its rows too is not taken for undone`(column: String) throws {
    let scene = try UndoScene()
    try scene.database.run(
      "UPDATE synctool.changes SET \(column) = '{\"a\": 1}' WHERE key = 'new1@x.test'")
    let versions = try scene.database.versions()
    for arguments in [
      ["undo", "1"], ["undo", "last", "--dry-run"], ["undo", "1", "--only", "old1@x.test"],
    ] {
      let end = try scene.stage.start(arguments).end()
      try scene.stage.expectFailure(
        78, "run 1 also wrote beside the rows of its table", hint: "undo it with the synctool", end,
        before: versions)
    }
  }
}
