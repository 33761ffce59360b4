import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Runs every synctool line of the README, in its order, against a database of its own.
struct ReadmeTests {
  struct NoServer: Error {}

  private static let source = """
    {"_id": {"$oid": "5f0000000000000000000001"}, "name": "Ana", "email": "ana@example.com"}
    {"_id": {"$oid": "5f0000000000000000000002"}, "name": "Bob", "email": "bob@example.com"}
    """

  @Test func `every synctool line ends with 0 and does what the README says`() throws {
    let lines = try ProjectDocument.lines(of: "sh", in: "README.md")
      .filter { $0.hasPrefix("synctool") }
    let url = try Self.database()
    var connection = try Self.connect(url)
    let scratch = try ScratchFolder()
    try Self.source.write(
      to: scratch.url.appending(path: "clients.ndjson"), atomically: true, encoding: .utf8)
    try """
    SYNCTOOL_SOURCE=clients.ndjson
    DATABASE_URL=\(url)
    SYNCTOOL_AUTH_TABLE=auth.users
    SYNCTOOL_APP_TABLE=app.users

    """.write(to: scratch.url.appending(path: ".env"), atomically: true, encoding: .utf8)
    let store = try Self.store()
    var digest = ""
    var (isUndone, isRepaired) = (false, false)
    for line in lines {
      let words = line.split(separator: " ").dropFirst().map {
        $0 == "DIGEST" ? digest : String($0)
      }
      // Users are assigned on a server, and links are of its collections.
      let isOfServer = line.hasPrefix("synctool assign") || line.hasPrefix("synctool links")
      let source = isOfServer ? ["SYNCTOOL_SOURCE": store.uri] : [:]
      let outcome = try Tool.run(
        Tool.path, words, environment: source, folder: scratch.url)
      #expect(outcome.status == 0, "\(line): \(outcome.error)")
      if let found = outcome.output.firstMatch(of: /plan digest: ([0-9a-f]{32})/) {
        digest = String(found.1)
      }
      if line == "synctool undo 2" { isUndone = true }
      if line.hasPrefix("synctool fix") { isRepaired = true }
      if line == "synctool identities fix --all" {
        #expect(try Self.text("SELECT id::text FROM app.users", &connection) == "7")
      }
      let names = try Self.names(&connection)
      switch line {
      case "synctool check", "synctool init", "synctool init --links", "synctool --dry-run",
        "synctool --dry-run --report plan.html":
        #expect(names == "Anna", "\(line)")
      case "synctool sync", "synctool --dry-run --force": #expect(names.hasSuffix(",Bob"))
      // Until the client is repaired again.
      case _ where isUndone && !isRepaired:
        #expect(names == "Anna,Bob", "\(line)")
      default: #expect(names == "Ana,Bob", "\(line)")
      }
    }
    #expect(lines.contains { $0.hasSuffix("DIGEST") } && !digest.isEmpty)
    let id = try Self.text(
      "SELECT id::text FROM public.clients WHERE email = 'ana@example.com'", &connection)
    #expect(try store.json("app.users")[0].contains(#""postgresClientId":"\#(id)""#))
  }

  /// The clients on a server, and a user of the first.
  private static func store() throws -> MongoStore {
    let store = try MongoStore()
    try store.insert("app.clients", json: source.split(separator: "\n").map(String.init))
    try store.insert(
      "app.users",
      json: [
        #"{"_id": 1, "email": "maria@example.com", "cliente": {"$oid": "5f0000000000000000000001"}}"#
      ])
    return store
  }

  /// An own database with the table of the contract and one client that differs.
  private static func database() throws -> String {
    guard let server = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_POSTGRES_URL"] else {
      throw NoServer()
    }
    let name = "readme_" + UUID().uuidString.replacing("-", with: "").lowercased()
    var connection = try connect(server)
    try connection.execute(PostgresStatement("create", "CREATE DATABASE \(identifier: name)"))
    let url = server.prefix(through: try #require(server.lastIndex(of: "/"))) + name
    var own = try connect(String(url))
    try own.executeScript(
      PostgresStatement("schema", SQL(test: try ProjectDocument.text("Scripts/lib/schema.sql"))))
    try own.executeScript(
      PostgresStatement(
        "rows",
        """
        INSERT INTO public.clients (name, email) VALUES ('Anna', 'ana@example.com');
        CREATE SCHEMA auth; CREATE TABLE auth.users AS SELECT 7 AS id, 'ana@example.com' AS email;
        CREATE SCHEMA app; CREATE TABLE app.users AS SELECT 3 AS id, 'ana@example.com' AS email;
        ALTER TABLE auth.users ADD PRIMARY KEY (id); ALTER TABLE app.users ADD PRIMARY KEY (id)
        """))
    return String(url)
  }

  private static func connect(_ url: String) throws -> PostgresConnection {
    try PostgresConnection(
      ConnectionString.parse(url), applicationName: "readme tests", shouldStop: { false })
  }

  private static func names(_ connection: inout PostgresConnection) throws -> String {
    try text("SELECT string_agg(name, ',' ORDER BY email) FROM public.clients", &connection)
  }

  private static func text(_ question: SQL, _ connection: inout PostgresConnection) throws -> String
  {
    try connection.query(PostgresStatement("read", question)) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }
}
