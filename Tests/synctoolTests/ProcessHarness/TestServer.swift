import Foundation
import PostgresDriver

/// The servers that `Scripts/test` names; without them the tests fail.
enum TestServer {
  struct Missing: Error, CustomStringConvertible {
    let variable: String
    var description: String { "\(variable) is not set: run the tests by Scripts/test" }
  }

  static func variable(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
      throw Missing(variable: name)
    }
    return value
  }

  /// The superuser's settings for one database of the PostgreSQL server.
  static func settings(database: String? = nil) throws -> [ConnectionKeyword] {
    let given = try ConnectionString.parse(try variable("SYNCTOOL_TEST_POSTGRES_URL"))
    guard let database else { return given }
    return given.filter { $0.keyword != "dbname" }
      + [ConnectionKeyword(keyword: "dbname", value: database)]
  }

  static func connect(database: String? = nil) throws -> PostgresConnection {
    try PostgresConnection(
      try settings(database: database), applicationName: "process tests", shouldStop: { false })
  }

  /// A URI of a database for the tool; `user` instead of the superuser, `port` of a relay.
  static func url(database: String, user: String? = nil, port: Int? = nil) throws -> String {
    let settings = try settings()
    let value = { (keyword: String) in settings.last { $0.keyword == keyword }?.value }
    let secret = user == nil ? value("password").map { ":\($0)" } ?? "" : ""
    let place = "\(value("host") ?? "127.0.0.1"):\(port.map { "\($0)" } ?? value("port") ?? "5432")"
    return "postgresql://\(user ?? value("user") ?? "postgres")\(secret)@\(place)/\(database)"
  }

  static func port() throws -> Int {
    try settings().last { $0.keyword == "port" }.flatMap { Int($0.value) } ?? 5432
  }

  /// False where the SQL wants citext and the server comes without that extension, as the build of
  /// PostgreSQL 16 that `Scripts/test --postgres 16` takes.
  static func canRun(_ sql: String) -> Bool { hasCitext || !sql.contains("citext") }

  /// True as well when the server cannot be asked: its tests fail then and say why.
  private static let hasCitext =
    (try? TestDatabase().value(
      "SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'")) != "0"

  /// A name that no other test uses.
  static func unique(_ stem: String) -> String {
    stem + "_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
  }
}
