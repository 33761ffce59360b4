import Foundation
import TestSupport
import Testing

/// What the server tells of the role's rights is looked at before anything is read.
struct AssignRightsTests {
  private static func privilege(_ resource: String, _ actions: String) -> String {
    #"{"resource": {\#(resource)}, "actions": [\#(actions)]}"#
  }

  private static let reading = privilege(##""db": "app", "collection": """##, #""find""#)

  /// Privileges, and whether they are enough to write users.
  static let roles: [(privileges: [String], isEnough: Bool)] = [
    ([reading], false),
    ([reading, privilege(#""db": "app", "collection": "clients""#, #""find", "update""#)], false),
    ([reading, privilege(#""db": "other", "collection": "users""#, #""update""#)], false),
    ([reading, privilege(#""cluster": true"#, #""update""#)], false),
    ([reading, privilege(#""db": "app", "collection": "users""#, #""update""#)], true),
    ([privilege(##""db": "app", "collection": """##, #""find", "update", "remove""#)], true),
    ([privilege(#""db": "", "collection": "users""#, #""find", "update""#)], true),
    ([privilege(#""anyResource": true"#, #""anyAction", "update""#)], true),
  ]

  @Test(arguments: roles)
  func `a role without the right to update is refused before the first document is read`(
    privileges: [String], isEnough: Bool
  ) throws {
    let scene = try AssignScene(
      [AssignScene.user(1, .id(1))],
      ["--privileges", "[\(privileges.joined(separator: ","))]"])
    let code: Int32 = isEnough ? 0 : 77
    let check = try scene.stage.expect(code, "check", "--users", "users")
    let words =
      isEnough
      ? "users privileges: find, update on app.users"
      : "users privileges: the role lacks update on app.users"
    #expect(check.output.contains(words), "\(check.everything)")
    try scene.stage.expect(0, "assign", "-n")
    let end = try scene.stage.expect(code, "assign")
    if isEnough { return }
    #expect(end.error.contains("privileges: the role lacks update on app.users"))
    #expect(try scene.store.documents("app.users") == [AssignScene.user(1, .id(1))])
    #expect(try scene.store.commands("update").isEmpty)
  }

  @Test func `a role that may only read the clients assigns, and takes it back`() throws {
    let users = [AssignScene.user(1, .id(1))]
    let scene = try AssignScene(users)
    try scene.stage.expect(0, "init")
    let role = try TestRole(scene.stage.database, "SELECT")
    try scene.stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool TO \(role.name)
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    try scene.stage.expect(0, "assign")
    #expect(try scene.store.documents("app.users") != users)
    try scene.stage.expect(0, "undo", "1")
    #expect(try scene.store.documents("app.users") == users)
  }

  @Test func `a server that does not tell is asked by the first write`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    let check = try scene.stage.expect(0, "check", "--users", "users")
    #expect(
      check.output.contains("the server does not tell whether app.users may be written"),
      "\(check.everything)")
    // Who names no users is told nothing of them.
    #expect(!(try scene.stage.expect(0, "check").output.contains("users")))
    try scene.store.strike(.error(13).every(1))
    let end = try scene.stage.expect(77, "assign")
    #expect(end.output.contains("nothing was written"), "\(end.everything)")
    #expect(try scene.store.documents("app.users") == [AssignScene.user(1, .id(1))])
  }
}
