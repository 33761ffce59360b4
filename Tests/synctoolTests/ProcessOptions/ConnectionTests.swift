import Foundation
import Testing

/// Settings as hosting services, frameworks and container tools hand them out, on real servers.
struct ConnectionTests {
  private static let tenant = """
    CREATE SCHEMA tenant1; CREATE TABLE tenant1.clients (LIKE public.clients INCLUDING ALL);
    CREATE SCHEMA "Crm"; CREATE TABLE "Crm".clients (LIKE public.clients INCLUDING ALL);
    """

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, tenant)
    try stage.source(TestRecord.many(3))
    return stage
  }

  private func counts(_ stage: ProcessStage) throws -> [String] {
    try stage.database.rows(
      """
      SELECT (SELECT count(*) FROM public.clients)::text,
        (SELECT count(*) FROM tenant1.clients)::text, (SELECT count(*) FROM "Crm".clients)::text
      """)
  }

  @Test(arguments: [
    ("?schema=public&connection_limit=5&pool_timeout=10&pgbouncer=true", "3|0|0"),
    ("?schema=tenant1&statement_cache_size=0", "0|3|0"), ("?currentSchema=tenant1,public", "0|3|0"),
    ("?search_path=TENANT1", "0|3|0"), ("?schema=Crm", "0|0|3"),
    ("?currentSchema=%22Crm%22", "0|0|3"), ("?schema_search_path=tenant1&pool=5", "0|3|0"),
    ("?ssl=false&uselibpqcompat=true&sslnegotiation=postgres", "3|0|0"),
    ("?sslmode=prefer&sslaccept=accept_invalid_certs", "3|0|0"),
    ("?pool_max_conns=4&default_query_exec_mode=exec&prepareThreshold=0", "3|0|0"),
  ])
  func `a URL with another program's options leads to the table that is meant`(
    options: String, expected: String
  ) throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"]) + options
    let before = try counts(stage)
    let check = try stage.expect(0, "check", with: ["DATABASE_URL": url])
    let dry = try stage.expect(0, "--dry-run", with: ["DATABASE_URL": url])
    #expect(try counts(stage) == before)
    let end = try stage.expect(0, with: ["DATABASE_URL": url])
    #expect(try counts(stage) == [expected])
    let passed = ["connection_limit", "statement_cache_size", "pool=", "pool_max_conns"]
    let warns = passed.contains(where: options.contains)
    for end in [check, dry, end] {
      let lines = end.error.split(separator: "\n").filter { $0.contains("ignored, without effect") }
      #expect(lines.count == (warns ? 1 : 0), "\(end.error)")
    }
  }

  @Test func `SYNCTOOL_TABLE names another schema than the URL`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"]) + "?schema=tenant1"
    try stage.expect(0, with: ["DATABASE_URL": url, "SYNCTOOL_TABLE": "Crm.clients"])
    #expect(try counts(stage) == ["0|0|3"])
    try stage.expect(0, with: ["DATABASE_URL": url, "SYNCTOOL_TABLE": "clients"])
    #expect(try counts(stage) == ["0|3|3"])
  }

  @Test(arguments: [
    "postgresql+asyncpg", "postgresql+psycopg2", "postgis", "jdbc:postgresql", "ecto", "pgx5",
  ])
  func `another program's scheme is PostgreSQL's`(scheme: String) throws {
    let stage = try Self.stage()
    let place = "127.0.0.1:\(try TestServer.port())/\(stage.database.name)"
    let user = scheme.hasPrefix("jdbc") ? "" : "postgres@"
    let options = scheme.hasPrefix("jdbc") ? "?user=postgres" : ""
    try stage.expect(0, with: ["DATABASE_URL": "\(scheme)://\(user)\(place)\(options)"])
    #expect(try stage.database.count() == 3)
  }

  @Test func `all faults of a string are told together, by every command that connects`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    let changes = [
      "DATABASE_URL": url + "?sslmode=odd&bogus=1&require_auth=md5&schema=a&currentSchema=b",
      "SYNCTOOL_SOURCE": "mongodb://h.example,i.example/app?bogus2=1&tls=true&ssl=false",
    ]
    for command in [["sync"], ["-n"], ["check"], ["explain", "a@x.test"], ["fix", "a@x.test"]] {
      let end = try stage.start(command, changes).end()
      #expect(end.status == 78, "\(end.everything)")
      for name in ["sslmode", "bogus ", "require_auth", "currentSchema", "bogus2", "tls and ssl"] {
        #expect(end.error.contains(name), "\(command) \(name): \(end.error)")
      }
    }
    for command in [["status"], ["init"], ["history"], ["show", "last"], ["undo", "last"]] {
      let end = try stage.start(command, changes).end()
      #expect(end.status == 78 && end.error.contains("require_auth"), "\(end.everything)")
    }
  }

  @Test func `a read-only URL stays one`() throws {
    let stage = try Self.stage()
    let url = try #require(stage.environment["DATABASE_URL"])
    for option in ["default_transaction_read_only=on", "readOnly=true"] {
      let changes = ["DATABASE_URL": "\(url)?\(option)"]
      let end = try stage.expect(78, with: changes)
      #expect(end.error.contains("read_only") || end.error.contains("read-only"), "\(end.error)")
      #expect(try stage.database.count() == 0)
      try stage.expect(0, "-n", with: changes)
    }
  }

  @Test func `a framework's variables are those of synctool`() throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    let port = "\(try TestServer.port())"
    let name = stage.database.name
    let laravel = [
      "DB_CONNECTION": "pgsql", "DB_HOST": "127.0.0.1", "DB_PORT": port, "DB_DATABASE": name,
      "DB_USERNAME": "postgres", "DB_PASSWORD": "",
    ]
    try stage.expect(0, with: laravel)
    #expect(try stage.database.count() == 3)
    let line = laravel.map { "\($0.key)=\($0.value)\n" }.joined()
    try stage.file(".env", line + "DB_SCHEMA=tenant1\n")
    try stage.expect(0)
    #expect(try counts(stage) == ["3|3|0"])
    let mysql = try stage.expect(78, with: ["DB_CONNECTION": "mysql"])
    #expect(mysql.error.contains("DB_CONNECTION: "))
  }

  @Test func `another program's variable is never read as another name`() throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    let port = "\(try TestServer.port())"
    let base = ["DB_HOST": "127.0.0.1", "DB_PORT": port, "DB_NAME": stage.database.name]
    for name in ["POSTGRES_USER", "PGUSERNAME", "PG_USER", "DB_USER_FILE"] {
      let end = try stage.expect(78, with: base.merging([name: "postgres"]) { $1 })
      #expect(end.error.contains("\(name): is not read by synctool: set DB_USER"), "\(end.error)")
    }
    let hosts = try stage.expect(
      78, with: ["PGUSER": "postgres", "PGDATABASE": "x", "POSTGRES_HOST": "127.0.0.1"])
    #expect(hosts.error.contains("POSTGRES_HOST: "))
    let none = try stage.expect(78, with: ["POSTGRES_DB": "x", "POSTGRES_URL": "postgres://h/x"])
    #expect(none.error.contains("POSTGRES_URL, ") || none.error.contains("POSTGRES_DB, "))
    let differs = try stage.expect(
      0, "-n", with: base.merging(["DB_USER": "postgres", "DB_USERNAME": "other"]) { $1 })
    #expect(differs.error.contains("DB_USERNAME: not used, because DB_USER is set"))
  }

  @Test func `a host may have its port with it`() throws {
    let stage = try Self.stage()
    stage.environment["DATABASE_URL"] = nil
    let port = "\(try TestServer.port())"
    let base = ["DB_NAME": stage.database.name, "DB_USER": "postgres"]
    let own = base.merging(["DB_HOST": "127.0.0.1:\(port)"]) { $1 }
    #expect(try stage.expect(0, "-n", with: own).output.contains("127.0.0.1:\(port)"))
    try stage.expect(0, "-n", with: own.merging(["DB_PORT": port]) { $1 })
    let libpq = ["PGHOST": "127.0.0.1:\(port)", "PGDATABASE": stage.database.name]
    try stage.expect(0, "-n", with: libpq.merging(["PGUSER": "postgres"]) { $1 })
    let differs = try stage.expect(78, with: own.merging(["DB_PORT": "1"]) { $1 })
    #expect(differs.error.contains("DB_PORT: "))
    for host in ["127.0.0.1:0", "127.0.0.1:x", "[::1]:99999", "a:1,b:y"] {
      let end = try stage.expect(78, with: base.merging(["DB_HOST": host]) { $1 })
      #expect(end.error.contains("DB_HOST: "), "\(end.error)")
    }
  }
}
