import Foundation
import Testing

/// Whatever is shown as a name is checked first: a connection string in its place is not shown.
struct ShownNameTests {
  private static let uri = "postgresql://u:\(Canary.encoded)@h/x"

  private static let variables = [
    "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSSLMODE", "PGCONNECT_TIMEOUT",
    "PGTARGETSESSIONATTRS", "PGCHANNELBINDING", "PGGSSENCMODE", "DB_HOST", "DB_PORT", "DB_NAME",
    "DB_USER", "DB_SSL", "DB_DATABASE", "DB_USERNAME", "DB_HOSTNAME", "DB_SSLMODE", "DB_SCHEMA",
    "SYNCTOOL_TABLE", "SYNCTOOL_REFERENCES", "MONGODB_DATABASE", "MONGODB_COLLECTION",
  ]

  @Test(arguments: variables)
  func `a connection string in the place of a name is refused and not shown`(
    variable: String
  ) throws {
    let stage = try ProcessStage()
    let url = try #require(stage.environment["DATABASE_URL"])
    let parts = ["DB_HOST": "127.0.0.1", "DB_NAME": stage.database.name, "DB_USER": "postgres"]
    let isPart = variable.hasPrefix("DB_")
    stage.environment = ["MONGODB_URI": "mongodb://127.0.0.1:1/app?serverSelectionTimeoutMS=100"]
    if isPart {
      stage.environment.merge(parts) { $1 }
    } else if !variable.hasPrefix("PG") {
      stage.environment["DATABASE_URL"] = url
    } else {
      stage.environment.merge(["PGDATABASE": "x", "PGHOST": "127.0.0.1"]) { $1 }
    }
    let tail = String(Self.uri.dropFirst("postgresql://".count))
    for value in [Self.uri, tail, "host=h password = \(Canary.encoded)"] {
      // A user may hold an @, and a password in words is no port.
      let end = try stage.run("check", with: [variable: value])
      #expect(end.status == 78, "\(value): \(end.everything)")
      #expect(end.error.contains("\(variable): "), "\(end.everything)")
      try stage.expectNoCanary([78], variable, [variable: value])
    }
  }
}
