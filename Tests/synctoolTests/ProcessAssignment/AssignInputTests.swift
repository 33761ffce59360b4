import Foundation
import TestSupport
import Testing

/// What `assign` needs, and what it says where it does not have it: nothing is written, and all is said at once.
struct AssignInputTests {
  private static func scene() throws -> AssignScene {
    try AssignScene([AssignScene.user(1, .id(1))])
  }

  static let faulty:
    [(arguments: [String], settings: [String: String], status: Int32, messages: [String])] = [
      (
        ["--client-field", "a..b", "--id-field", "$set", "--user-email", "a."],
        [:], 64, ["--client-field: must", "--id-field: must", "--user-email: must"]
      ),
      (
        ["--id-type", "text", "--user-email", ""], [:], 64,
        ["--id-type must", "--user-email is empty"]
      ),
      (
        [],
        [
          "SYNCTOOL_CLIENT_FIELD": "a.$b", "SYNCTOOL_ID_FIELD": "_id",
          "SYNCTOOL_USERS": "a/b.users",
          "SYNCTOOL_ALLOW_UNASSIGNED": "perhaps",
        ],
        78,
        [
          "SYNCTOOL_CLIENT_FIELD: must", "SYNCTOOL_ID_FIELD: must not be _id",
          "SYNCTOOL_USERS: must have no", "SYNCTOOL_ALLOW_UNASSIGNED: must",
        ]
      ),
      (["--id-field", "_id.client"], [:], 64, ["--id-field: must not be _id"]),
      (["--id-field", "rows.0.id"], [:], 64, ["--id-field: must not lead through the place"]),
      (
        ["--client-field", "clients.0"], [:], 64,
        ["--client-field: must not lead through the place"]
      ),
      (["--client-field", "_id"], [:], 64, ["--client-field: must not be _id"]),
      (
        ["--id-field", "cliente"], [:], 64, ["--id-field: must not be the field of --client-field"]
      ),
      (["--id-field", "cliente.row"], [:], 64, ["nor within it"]),
      (["--id-field", "email"], [:], 64, ["must not be the field of --user-email"]),
      (["--users", "app."], [:], 64, ["--users: must be collection or database.collection"]),
      (["--users", ".users"], [:], 64, ["--users: must be collection or database.collection"]),
      (["--users", "use$rs"], [:], 64, ["--users: must have no $"]),
      (["--users", "mongodb://u:secret@h/app"], [:], 64, ["--users: "]),
      (["--users", "clients"], [:], 64, ["--users: names the collection of the clients"]),
      (["--users", "app.clients"], [:], 64, ["--users: names the collection of the clients"]),
      (
        [], ["MONGODB_COLLECTION": "users"], 78,
        ["SYNCTOOL_USERS: is not set, and its default names the collection of the clients"]
      ),
      (["--source", "clients.bson"], [:], 64, ["--source: must be mongodb://"]),
      ([], ["SYNCTOOL_SOURCE": "-"], 78, ["SYNCTOOL_SOURCE: must be mongodb://"]),
      (["--only", "nonsense"], [:], 64, ["--only: value 1 is not an email address"]),
      (["--on-duplicate", "newest"], [:], 64, ["--on-duplicate"]),
    ]

  @Test(arguments: faulty)
  func `faulty settings are named together, before anything is opened`(
    arguments: [String], settings: [String: String], status: Int32, messages: [String]
  ) throws {
    let scene = try Self.scene()
    let end = try scene.stage.start(["assign", "-n"] + arguments, settings).end()
    #expect(end.status == status, "\(end.everything)")
    for message in messages { #expect(end.error.contains(message), "\(end.everything)") }
    #expect(!end.everything.contains("secret"))
    #expect(try scene.store.commands("find").isEmpty)
  }

  static let unfit: [(setUp: String, arguments: [String], messages: [String])] = [
    ("DROP TABLE public.clients;", [], ["public.clients does not exist"]),
    (
      "ALTER TABLE public.clients ALTER id TYPE text; ALTER TABLE public.clients DROP email;",
      ["--id-type", "number"],
      ["column id: is text, and --id-type number writes integers", "column email: is missing"]
    ),
    (
      "ALTER TABLE public.clients DROP CONSTRAINT clients_pkey;", [],
      ["id column: column \"id\" has no valid unique index"]
    ),
  ]

  @Test(arguments: unfit)
  func `an unfit table is refused with the reason`(
    setUp: String, arguments: [String], messages: [String]
  ) throws {
    let scene = try Self.scene()
    try scene.stage.database.run(setUp)
    let end = try scene.stage.start(["assign", "-n"] + arguments).end()
    #expect(end.status == 78, "\(end.everything)")
    for message in messages { #expect(end.error.contains(message), "\(end.everything)") }
  }

  @Test func `a role that may only read is enough for a dry run`() throws {
    let scene = try Self.scene()
    let role = try TestRole(scene.stage.database, "")
    scene.stage.environment["DATABASE_URL"] = try role.url
    let end = try scene.stage.expect(77, "assign", "-n")
    #expect(end.error.contains("privileges: the role lacks SELECT"), "\(end.everything)")
    try scene.stage.database.run("GRANT SELECT ON public.clients TO \(role.name)")
    try scene.stage.expect(0, "assign", "-n")
  }

  @Test func `a collection without users, and one without clients, stops the run`() throws {
    let empty = try AssignScene([])
    let end = try empty.stage.expect(4, "assign", "-n")
    #expect(end.error.contains("app.users has no user at all"), "\(end.everything)")
    try empty.stage.expect(0, "assign", "-n", "--allow-empty")

    let orphaned = try AssignScene([AssignScene.user(1, .id(1))], clients: [])
    for arguments in [[], ["--allow-empty"]] {
      let end = try orphaned.stage.start(["assign", "-n"] + arguments).end()
      #expect(end.status == 4, "\(end.everything)")
      #expect(end.error.contains("app.clients has no client at all"), "\(end.everything)")
    }
  }

  @Test func `users may be in another database, and their collection's name may have a dot`() throws
  {
    let scene = try AssignScene([])
    try scene.store.insert("accounts.people.active", [AssignScene.user(1, .id(1))])
    let end = try scene.stage.expect(0, "assign", "-n", "--users", "accounts.people.active")
    #expect(try end.counts() == ["read": 1, "create": 1])
    #expect(end.output.contains("accounts.people.active"))
  }

  @Test func `limits count what would be written, as a share of the users`() throws {
    let users = (1...20).map { number in
      AssignScene.user(number, .id(1), number > 4 ? .string("999") : nil)
    }
    let scene = try AssignScene(users)
    // Without --force nobody's value is replaced.
    try scene.stage.expect(0, "assign", "-n", "--max-updates", "0")
    let end = try scene.stage.expect(4, "assign", "-n", "--force", "--max-updates", "50%")
    #expect(
      end.error.contains("the plan has 16 updates, --max-updates allows 50 % of 20 users"),
      "\(end.everything)")
    try scene.stage.expect(0, "assign", "-n", "--force", "--max-updates", "80%")
    try scene.stage.expect(4, "assign", "-n", "--max-creates", "3")
    try scene.stage.expect(0, "assign", "-n", "--max-creates", "20%")
  }

  @Test func `a plan is expected by its digest, which covers what stands there`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1), .string("999"))])
    let digest = try scene.stage.expect(0, "assign", "-n", "-f").digest()
    try scene.stage.expect(0, "assign", "-n", "-f", "--expect", digest)
    try scene.stage.expect(
      2, "assign", "-n", "-f", "--expect", digest, "--detailed-exitcode")
    for arguments in [["--id-type", "number"], ["--id-field", "other"], []] {
      if arguments.isEmpty {
        try scene.store.run(
          """
          {"update": "users", "$db": "app", "updates": [
            {"q": {}, "u": {"$set": {"postgresClientId": "998"}}}]}
          """)
      }
      let end = try scene.stage.start(
        ["assign", "-n", "-f", "--expect", digest] + arguments
      ).end()
      #expect(end.status == 5, "\(arguments) \(end.everything)")
    }
  }
}
