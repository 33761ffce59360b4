import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsTargetTests {
  /// The target's keywords without the base's `DATABASE_URL`.
  private func keywords(_ environment: [String: String]) throws -> [String: String] {
    let cleared = environment.merging(["DATABASE_URL": environment["DATABASE_URL"] ?? ""]) { $1 }
    let pairs = try loadSettings([:], cleared).target.keywords.map { ($0.keyword, $0.value) }
    return Dictionary(pairs) { first, _ in
      Issue.record("a keyword occurs twice")
      return first
    }
  }

  @Test func `DATABASE_URL wins over DB_ variables, and says so`() throws {
    let environment = ["DATABASE_URL": "postgres://u@h:5433/d", "DB_HOST": "x", "DB_NAME": "y"]
    let found = try keywords(environment)
    #expect(found == ["host": "h", "port": "5433", "dbname": "d", "user": "u"])
    let warnings = try loadSettings([:], environment).warnings
    #expect(warnings == ["DB_HOST, DB_NAME: not used, because DATABASE_URL is set"])
  }

  @Test func `DB_ variables become libpq keywords`() throws {
    let found = try keywords([
      "DB_HOST": "h", "DB_PORT": "65535", "DB_NAME": "d", "DB_USER": "u", "DB_PASSWORD": "p",
      "DB_SSL": "require",
    ])
    #expect(
      found == [
        "host": "h", "port": "65535", "dbname": "d", "user": "u", "password": "p",
        "sslmode": "require",
      ])
  }

  @Test func `PG variables stand alone, and fill what is left open`() throws {
    #expect(try keywords(["PGHOST": "h", "PGDATABASE": "d"]) == ["host": "h", "dbname": "d"])
    let found = try keywords([
      "DATABASE_URL": "postgresql://h/d", "PGHOST": "x", "PGPASSWORD": "p", "PGSSLMODE": "require",
    ])
    #expect(found == ["host": "h", "dbname": "d", "password": "p", "sslmode": "require"])
  }

  @Test func `PG variables of the file count like those of the process`() throws {
    let folder = try SettingsFolder()
    let file = try folder.write("env", "PGHOST=file\nPGDATABASE=d\nPGUSER=u")
    let found = try keywords(["SYNCTOOL_ENV_FILE": file, "PGHOST": "process"])
    #expect(found == ["host": "process", "dbname": "d", "user": "u"])
  }

  @Test func `a target that is not named is a fault`() {
    #expect(faultsOfSettings([:], ["DATABASE_URL": ""]).names == ["DATABASE_URL"])
    let ssl = ["DATABASE_URL": "", "PGSSLMODE": "require"]
    #expect(faultsOfSettings([:], ssl).names == ["DATABASE_URL"])
    let host = ["DATABASE_URL": "", "DB_HOST": "h", "DB_PORT": "0", "DB_SSL": "maybe"]
    #expect(faultsOfSettings([:], host).names == ["DB_PORT", "DB_SSL", "DB_NAME"])
  }

  @Test(arguments: ["0", "65536", "-1", "+5", "x", "54 32", "99999999999999999999"])
  func `a port is a number from 1 to 65535`(_ port: String) {
    let environment = ["DATABASE_URL": "", "DB_NAME": "d", "DB_PORT": port]
    #expect(faultsOfSettings([:], environment).names == ["DB_PORT"])
  }

  @Test(arguments: ["mysql://h/d", "host=h dbname=d", "postgresql://h:port/d", "h"])
  func `a URL that is no PostgreSQL URI is a fault`(_ url: String) {
    #expect(faultsOfSettings([:], ["DATABASE_URL": url]).names == ["DATABASE_URL"])
  }

  @Test func `DB_SSL true checks the server against the system's authorities`() throws {
    let bundle = "/etc/ssl/certs/ca-certificates.crt"
    var expected = ["dbname": "d", "sslmode": "verify-full"]
    if FileManager.default.isReadableFile(atPath: bundle) { expected["sslrootcert"] = bundle }
    #expect(try keywords(["DB_NAME": "d", "DB_SSL": "yes"]) == expected)
    let own = try keywords(["DB_NAME": "d", "DB_SSL": "true", "PGSSLROOTCERT": "/ca.pem"])
    #expect(own == ["dbname": "d", "sslmode": "verify-full", "sslrootcert": "/ca.pem"])
    let off = try keywords(["DB_NAME": "d", "DB_SSL": "0"])
    #expect(off == ["dbname": "d", "sslmode": "disable"])
    for mode in ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] {
      #expect(try keywords(["DB_NAME": "d", "DB_SSL": mode])["sslmode"] == mode)
    }
  }

  @Test(arguments: [
    ("clients", nil, "clients"), ("Crm.Clients", "Crm", "Clients"),
    (#""a.b"."c""d""#, "a.b", "c\"d"), (#"a."b""#, "a", "b"), ("\"a b\"", nil, "a b"),
    ("é.x y", "é", "x y"),
    (String(repeating: "x", count: 63), nil, String(repeating: "x", count: 63)),
  ])
  func `a table may name its schema, and quotes keep dots`(
    _ text: String, _ schema: String?, _ name: String
  ) throws {
    let table = try loadSettings([:], ["SYNCTOOL_TABLE": text]).target.table
    #expect(table == QualifiedName(schema: schema, name: name))
  }

  @Test(arguments: [
    ".", "a.", ".a", "a..b", "a.b.c", "\"a", "a\"", "\"a\"b", "\"\"", "\"a\".", "a\"b\"", "\"a\"\"",
    String(repeating: "x", count: 64),
  ])
  func `a table name that is none is a fault`(_ text: String) {
    #expect(faultsOfSettings([:], ["SYNCTOOL_TABLE": text]).names == ["SYNCTOOL_TABLE"])
  }
}
