import PostgresDriver
import Testing

struct ConnectionStringTests {
  @Test func `a URI is taken apart`() throws {
    let settings = try ConnectionString.parse(
      "postgresql://me:p%40ss@db.example:5433/shop?sslmode=require")
    let pairs = Dictionary(uniqueKeysWithValues: settings.map { ($0.keyword, $0.value) })
    #expect(
      pairs == [
        "user": "me", "password": "p@ss", "host": "db.example", "port": "5433",
        "dbname": "shop", "sslmode": "require",
      ])
  }

  @Test func `key and value pairs are taken as well`() throws {
    let settings = try ConnectionString.parse("host=/run/pg dbname=shop")
    #expect(settings.map(\.keyword) == ["host", "dbname"] || settings.count == 2)
  }

  @Test(arguments: [
    "postgresql://me:CANARY@x@host/db",
    "postgresql://me:CANARY/x@host/db",
    "postgresql://me:1234/CANARY@host/db",
    "postgresql://me:p@host:CANARY/db",
    "postgresql://me:p@host:99999/db",
    "postgresql://me:%CANARY@host/db",
    "postgresql://me:%GCANARY@host/db",
    "postgresql://me:p@host/db?CANARY=1",
    "postgresql://me:p@host/db?sslmode",
    "postgresql://me:p@[::1CANARY/db",
    "mysql://me:CANARY@host/db",
    "CANARY",
    "host=a CANARY=b",
    "postgresql://me:CANARY@host/db\u{0}x",
  ])
  func `a bad string is refused without a word of it`(_ text: String) throws {
    let error = try TestPostgres.error { _ = try ConnectionString.parse(text) }
    #expect(error?.kind == .badSettings)
    #expect(error.map { "\($0)" }?.contains("CANARY") == false)
    #expect(error?.hint.isEmpty == false)
  }

  @Test(arguments: [
    ("PGHOST", "host"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"),
    ("PGPASSWORD", "password"), ("PGSSLMODE", "sslmode"),
  ])
  func `libpq's variables are known by their settings`(_ variable: String, _ keyword: String) {
    #expect(ConnectionString.environment.contains { $0 == (variable, keyword) })
  }
}
