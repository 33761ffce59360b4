import Foundation
import TestSupport
import Testing

/// What `assign` writes, and what it leaves as it is.
struct AssignTests {
  /// The value of a user as JSON, as the stand-in writes it; nil where the field is absent.
  private static func value(_ user: String, in scene: AssignScene) throws -> String? {
    let texts = try scene.store.json("app.users")
    let text = try #require(texts.first { $0.contains("\"\(user)@x.test\"") })
    return text.firstMatch(of: /"postgresClientId":(\{.*?\}|"[^"]*"|[^,}]+)/).map { String($0.1) }
  }

  @Test(arguments: [false, true])
  func `every situation ends as the dry run tells, and all else of a document stays`(force: Bool)
    throws
  {
    let cases = AssignPlanTests.cases
    let scene = try AssignScene(
      cases.enumerated().map {
        AssignScene.user($0.offset + 100, $0.element.client, $0.element.value)
      })
    let before = try scene.store.documents("app.users")
    let clients = try scene.store.documents("app.clients")
    let arguments = ["assign"] + (force ? ["--force"] : [])
    let planned = try scene.stage.start(arguments + ["-n", "--report", "dry.ndjson"]).end()
    #expect(try scene.store.documents("app.users") == before)
    let end = try scene.stage.start(arguments + ["--report", "real.ndjson"]).end()
    #expect(end.status == 3, "\(end.everything)")
    #expect(try end.counts() == planned.counts())
    #expect(try scene.stage.text("real.ndjson") == scene.stage.text("dry.ndjson"))
    #expect(try scene.store.documents("app.clients") == clients)

    for (place, (old, new)) in zip(before, try scene.store.documents("app.users")).enumerated() {
      let one = cases[place]
      let verdict = force ? one.forced : one.verdict
      guard let verdict, verdict.hasPrefix("create") || verdict.hasPrefix("update") else {
        #expect(new == old, "\(one)")
        continue
      }
      let id = verdict.suffix(3)
      let wanted = AssignScene.user(place + 100, one.client, .string(String(id)))
      #expect(new == wanted, "\(one)")
    }

    // A second run finds nothing to do.
    let writes = try scene.store.commands("update").count
    let again = try scene.stage.start(arguments).end()
    let counts = try again.counts()
    #expect(counts["create"] == nil && counts["update"] == nil, "\(again.everything)")
    #expect(try scene.store.commands("update").count == writes)
  }

  @Test func `ids as numbers are int32 where they fit, else int64`() throws {
    let scene = try AssignScene([
      AssignScene.user(1, .id(1)), AssignScene.user(2, .id(2), .int32(9)),
    ])
    try scene.stage.database.run("UPDATE public.clients SET id = 2147483648 WHERE id = 102")
    try scene.stage.expect(0, "assign", "--force", "--id-type", "number")
    #expect(
      try scene.store.documents("app.users") == [
        AssignScene.user(1, .id(1), .int32(101)),
        AssignScene.user(2, .id(2), .int64(2_147_483_648)),
      ])
    try scene.stage.expect(0, "assign", "--force", "--id-type", "number")
    #expect(try scene.store.commands("update").count == 1)
  }

  @Test func `ids of every kind are written as PostgreSQL writes them`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1)), AssignScene.user(2, .id(2))])
    try scene.stage.database.run(
      """
      ALTER TABLE public.clients ALTER id DROP DEFAULT, ALTER id TYPE text;
      UPDATE public.clients SET id = 'ünï ' || id
      """)
    try scene.stage.expect(0, "assign")
    #expect(
      try scene.store.documents("app.users") == [
        AssignScene.user(1, .id(1), .string("ünï 101")),
        AssignScene.user(2, .id(2), .string("ünï 102")),
      ])
  }

  @Test func `only those named get an id, and a field within an object is added to it`() throws {
    let scene = try AssignScene([
      TestBSON.document([
        ("_id", .id(1)), ("email", .string("u1@x.test")), ("cliente", .id(1)),
        ("dash", .document([("theme", .string("dark"))])),
      ]), AssignScene.user(2, .id(2)),
    ])
    try scene.stage.expect(0, "assign", "--only", "U1@x.test", "--id-field", "dash.client.id")
    #expect(
      try scene.store.documents("app.users") == [
        TestBSON.document([
          ("_id", .id(1)), ("email", .string("u1@x.test")), ("cliente", .id(1)),
          (
            "dash",
            .document([("theme", .string("dark")), ("client", .document([("id", .string("101"))]))])
          ),
        ]), AssignScene.user(2, .id(2)),
      ])
  }

  @Test func `a limit, a moved plan and a lock stop it before the first write`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    let before = try scene.store.documents("app.users")
    try scene.stage.expect(4, "assign", "--max-creates", "0")
    try scene.stage.expect(5, "assign", "--expect", String(repeating: "0", count: 32))
    #expect(try scene.store.documents("app.users") == before)
    #expect(try scene.store.commands("update").isEmpty)
    let digest = try scene.stage.expect(0, "assign", "-n").digest()
    let end = try scene.stage.expect(0, "assign", "--expect", digest, "--format", "json")
    let json = try end.json()
    #expect(json["documents"] as? [String: Int] == ["written": 1, "left": 0])
    #expect(json["committed"] as? Bool == true)
  }

  @Test func `a journal keeps what was there, and an undo puts it back to the byte`() throws {
    let users = [
      AssignScene.user(1, .id(1)), AssignScene.user(2, .id(1), .null),
      AssignScene.user(3, .id(1), .int64(12)), AssignScene.user(4, .id(2), .string("102")),
    ]
    let scene = try AssignScene(users)
    try scene.stage.expect(0, "init")
    let end = try scene.stage.expect(0, "assign", "--force")
    #expect(
      end.output.contains("journal: run 1; synctool undo 1 takes it back"), "\(end.everything)")
    let shown = try scene.stage.expect(0, "show", "1")
    #expect(shown.output.contains("u3@x.test") && shown.output.contains("app.users"))
    #expect(try scene.stage.expect(0, "history").output.contains("assign"))
    // A sync of the clients is another run, with its own state.
    try scene.stage.expect(0, "undo", "1")
    // MongoDB adds a field at a document's end, and takes it from there.
    #expect(try scene.store.documents("app.users") == users)
    try scene.stage.expect(0, "assign", "--force", "--detailed-exitcode")
  }

  @Test func `the undo of the last run leaves one alone that was cut short, and says so`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1)), AssignScene.user(2, .id(2))])
    try scene.stage.expect(0, "init")
    try scene.stage.expect(0, "assign", "--only", "u1@x.test")
    try scene.store.strike(.error(189).times(10))
    try scene.stage.expect(69, "assign", "--deadline", "60")
    try scene.store.calm()
    let end = try scene.stage.expect(0, "undo", "last", "--dry-run")
    #expect(end.error.contains("left alone: run 2, which did not end well"), "\(end.everything)")
    #expect(end.error.contains("synctool undo 2 takes them back"))
    #expect(end.output.contains("u1@x.test") && !end.output.contains("u2@x.test"))
  }

  @Test func `a field that no user has is named`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1)), AssignScene.user(2, nil)])
    let end = try scene.stage.expect(
      0, "assign", "-n", "--client-field", "client", "--user-email", "mail", "--allow-unassigned")
    #expect(end.error.contains("source: no user has client (check --client-field)"))
    #expect(end.error.contains("source: no user has mail (check --user-email)"))
    let well = try scene.stage.expect(0, "assign", "-n", "--allow-unassigned")
    #expect(!well.error.contains("no user has"), "\(well.everything)")
  }

  @Test func `a role that may not write is refused with nothing written`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    try scene.store.strike(.error(13))
    let end = try scene.stage.expect(77, "assign")
    #expect(end.error.contains("was refused (server error 13)"), "\(end.everything)")
  }
}
