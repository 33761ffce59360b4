import Foundation
import TestSupport
import Testing

/// Whose id a user gets where clients have their rows by links.
struct AssignLinkTests {
  /// The clients are linked as they stand, and emails of rows are others afterwards.
  private static func scene(_ users: [[UInt8]]) throws -> AssignScene {
    let scene = try AssignScene(users)
    try scene.stage.expect(0, "init", "--links", "--quiet")
    let end = try scene.stage.start(["--quiet"]).end()
    #expect(end.status == 3, "\(end.everything)")
    try scene.stage.database.run(
      """
      DELETE FROM public.clients WHERE email = 'cleo@x.test';
      UPDATE public.clients SET email = id || '@x.test';
      UPDATE public.clients SET email = CASE id WHEN 102 THEN 'acme@x.test' WHEN 150 THEN 'bob@x.test'
        ELSE 'cleo@x.test' END WHERE id IN (102, 150, 170)
      """)
    return scene
  }

  @Test(arguments: [false, true])
  func `a user gets the id of the row that its client is linked to`(only: Bool) throws {
    let clients: [TestBSON] = [
      .id(1), .id(2), .string("acme"), .double(70), .id(6), .id(3),
    ]
    let scene = try Self.scene(
      clients.enumerated().map { AssignScene.user($0.offset + 1, $0.element) })
    let named = only ? (1...6).flatMap { ["--only", "u\($0)@x.test"] } : []
    let end = try scene.stage.start(["assign", "--report", "r.ndjson"] + named).end()
    #expect(end.status == 3, "\(end.everything)")
    // Client 6 is a duplicate of client 1; client 3 has the email of a row that is client 70's.
    let told = try scene.verdicts("r.ndjson")
    #expect(
      told == [
        "u1 create 101", "u2 create 102", "u3 create 150", "u4 create 170", "u5 create 101",
        "u6 rejected client-unsynced cliente",
      ])
    let again = try scene.stage.start(["assign"] + named).end()
    #expect(try again.counts()["unchanged"] == 5, "\(again.everything)")
  }

  @Test func `without links the row is the one with the client's email`() throws {
    let scene = try Self.scene([
      AssignScene.user(1, .id(2)), AssignScene.user(2, .id(3)),
    ])
    try scene.stage.database.run("DELETE FROM synctool.links")
    let end = try scene.stage.start(["assign", "--report", "r.ndjson"]).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try scene.verdicts("r.ndjson") == ["u1 create 150", "u2 create 170"])
  }
}
