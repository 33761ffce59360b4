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
    try "SYNCTOOL_SOURCE=clients.ndjson\nDATABASE_URL=\(url)\n".write(
      to: scratch.url.appending(path: ".env"), atomically: true, encoding: .utf8)
    var digest = ""
    var isUndone = false
    for line in lines {
      let words = line.split(separator: " ").dropFirst().map {
        $0 == "DIGEST" ? digest : String($0)
      }
      let outcome = try Tool.run(Tool.path, words, folder: scratch.url)
      #expect(outcome.status == 0, "\(line): \(outcome.error)")
      if let found = outcome.output.firstMatch(of: /plan digest: ([0-9a-f]{32})/) {
        digest = String(found.1)
      }
      if line == "synctool undo 2" { isUndone = true }
      let names = try Self.names(&connection)
      switch line {
      case "synctool check", "synctool init", "synctool --dry-run",
        "synctool --dry-run --report plan.html":
        #expect(names == "Anna", "\(line)")
      case "synctool sync", "synctool --dry-run --force": #expect(names.hasSuffix(",Bob"))
      // Until the last line, which repairs the client again.
      case _ where isUndone && !line.hasPrefix("synctool fix"):
        #expect(names == "Anna,Bob", "\(line)")
      default: #expect(names == "Ana,Bob", "\(line)")
      }
    }
    #expect(lines.contains { $0.hasSuffix("DIGEST") } && !digest.isEmpty)
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
        "row", "INSERT INTO public.clients (name, email) VALUES ('Anna', 'ana@example.com')"))
    return String(url)
  }

  private static func connect(_ url: String) throws -> PostgresConnection {
    try PostgresConnection(
      ConnectionString.parse(url), applicationName: "readme tests", shouldStop: { false })
  }

  private static func names(_ connection: inout PostgresConnection) throws -> String {
    try connection.query(
      PostgresStatement(
        "names", "SELECT string_agg(name, ',' ORDER BY email) FROM public.clients")
    ) { (result) throws(PostgresError) in try result.string(0, 0) }
  }
}
