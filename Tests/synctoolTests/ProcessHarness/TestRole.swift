import PostgresDriver

/// A role of one test without a password, dropped with it.
final class TestRole {
  let name = TestServer.unique("role")
  private let database: TestDatabase

  /// `privileges` on public.clients, beside CONNECT, TEMPORARY and the schema's USAGE, which
  /// everybody has; with INSERT also USAGE on the sequence.
  init(_ database: TestDatabase, _ privileges: String) throws {
    self.database = database
    try database.run("CREATE ROLE \(name) LOGIN;")
    if !privileges.isEmpty { try database.run("GRANT \(privileges) ON public.clients TO \(name);") }
    if privileges.contains("INSERT") {
      try database.run("GRANT USAGE ON SEQUENCE public.clients_id_seq TO \(name);")
    }
  }

  deinit {
    try? database.run("DROP OWNED BY \(name); DROP ROLE \(name);")
  }

  var url: String {
    get throws { try TestServer.url(database: database.name, user: name) }
  }
}
