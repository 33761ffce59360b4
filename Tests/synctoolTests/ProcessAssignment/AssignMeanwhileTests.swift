import Foundation
import TestSupport
import Testing

/// What others write between the plan and the write stays, and the next run settles it.
struct AssignMeanwhileTests {
  private static func update(_ change: String) -> String {
    #"{"update": "users", "$db": "app", "updates": [{"q": {"email": "u1@x.test"}, "u": \#(change)}]}"#
  }

  /// What another one does to user 1, what the run tells of the user, and what the next run does.
  static let meddlings: [(command: String, verdict: String, next: String?)] = [
    (update(#"{"$set": {"cliente": true}}"#), "changed-meanwhile", "rejected wrong-type"),
    (update(#"{"$unset": {"cliente": ""}}"#), "changed-meanwhile", "rejected client-missing"),
    (update(#"{"$set": {"postgresClientId": "7"}}"#), "changed-meanwhile", "differs no-force"),
    (update(#"{"$set": {"postgresClientId": 101}}"#), "changed-meanwhile", "differs no-force"),
    (update(#"{"$set": {"postgresClientId": null}}"#), "changed-meanwhile", "create"),
    (
      #"{"delete": "users", "$db": "app", "deletes": [{"q": {"email": "u1@x.test"}, "limit": 1}]}"#,
      "gone", nil
    ),
  ]

  @Test(arguments: meddlings)
  func `whoever changed meanwhile is failed, and settled by the next run`(
    command: String, verdict: String, next: String?
  ) throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1)), AssignScene.user(2, .id(2))])
    try scene.stage.expect(0, "init")
    try scene.store.strike(.between([command]))
    let end = try scene.stage.expect(3, "assign", "--report", "r.ndjson")
    #expect(
      try end.counts() == ["read": 2, "create": 1, "failed": 1], "\(end.everything)")
    let told = try scene.verdicts("r.ndjson")
    #expect(told == ["u1 failed \(verdict) 101", "u2 create 102"])
    let users = try scene.store.json("app.users")
    #expect(users.contains { $0.contains(#""postgresClientId":"102""#) })
    #expect(!users.contains { $0.contains(#""postgresClientId":"101""#) })
    _ = try scene.stage.start(["assign", "-n", "--report", "next.ndjson"]).end()
    let later = try scene.verdicts("next.ndjson")
    #expect(later.count == (next == nil ? 0 : 1))
    if let next { #expect(later[0].hasPrefix("u1 \(next)"), "\(later)") }
  }

  @Test func `a change to any other field keeps nobody from the id`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    try scene.store.strike(.between([Self.update(#"{"$set": {"password": "new"}}"#)]))
    try scene.stage.expect(0, "assign")
    let user = try scene.store.json("app.users")[0]
    #expect(user.contains(#""password":"new""#) && user.contains(#""postgresClientId":"101""#))
  }

  @Test func `a value that is ours already counts as written`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    try scene.store.strike(.between([Self.update(#"{"$set": {"postgresClientId": "101"}}"#)]))
    let end = try scene.stage.expect(0, "assign")
    #expect(try end.counts() == ["read": 1, "create": 1])
  }

  @Test func `an answer that is lost changes nothing of what is done`() throws {
    let scene = try AssignScene((1...20).map { AssignScene.user($0, .id(1)) })
    try scene.stage.expect(0, "init")
    try scene.store.strike(.hangUp(after: .half))
    let end = try scene.stage.expect(0, "assign")
    #expect(try end.counts() == ["read": 20, "create": 20])
    try scene.stage.expect(0, "assign", "--detailed-exitcode", "-n")
    try scene.stage.expect(0, "undo", "1")
    #expect(
      try scene.store.documents("app.users") == (1...20).map { AssignScene.user($0, .id(1)) })
  }

  @Test func `two runs on one collection wait for each other, and other runs for none of them`()
    throws
  {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    try scene.store.strike(.slow(before: 3))
    let first = try scene.stage.start(["assign"])
    try scene.store.waitFor("update")
    let second = try scene.stage.expect(11, "assign")
    #expect(
      second.error.contains("another run holds the lock of app.users"), "\(second.everything)")
    try scene.stage.source([TestRecord.client(1, "ann@x.test")])
    try scene.stage.expect(0, "sync", "--dry-run")
    #expect(try first.end().status == 0)
  }
}
