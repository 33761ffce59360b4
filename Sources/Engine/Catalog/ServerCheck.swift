internal import Basics
internal import PostgresDriver

/// What the preflight says of the PostgreSQL server itself, before it looks at the table.
enum ServerCheck {
  /// The oldest server that the statements support.
  static let oldestVersion = 14_00_00

  /// Lines on reach, version, TLS, encoding and whether the server takes writes.
  ///
  /// A standby takes no temporary tables either, so a dry run needs the primary too; a read-only default
  /// stops only what would write.
  static func lines(
    _ facts: ServerFacts, dryRun: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [CheckLine] {
    let server = connection.server
    let place = "\(server.host):\(server.port), database \(server.database), role \(server.user)"
    var lines: [CheckLine] = [
      .ok("reachable", place), versionLine(server), tlsLine(server),
    ]
    lines.append(encodingLine(facts.encoding))
    let readOnly =
      facts.mayBeReadOnly
      ? try ReadOnlyDefault.read(on: &connection) : ReadOnlyDefault(nil, server)
    lines.append(
      writableLine(standby: facts.isStandby, age: facts.age, readOnly?.line(dryRun: dryRun)))
    if let limits = facts.limits { lines.append(SessionLimits.line(limits, server)) }
    return lines
  }

  /// Asks for the facts; `wantsLimits` adds those that `SessionLimits` is about.
  static func question(wantsLimits: Bool) -> Question<ServerFacts> {
    let statement = PostgresStatement(
      "look at the server",
      """
      SELECT current_setting('server_encoding'), pg_is_in_recovery(),
        (SELECT max(age(datfrozenxid))::int8 FROM pg_database), \(ReadOnlyDefault.mayBe),
        \(wantsLimits ? SessionLimits.column : "NULL")
      """)
    return .row(statement) { (result, row) throws(PostgresError) in
      ServerFacts(
        encoding: try result.string(row, 0), isStandby: try result.bool(row, 1),
        age: try result.int64(row, 2), mayBeReadOnly: try result.bool(row, 3),
        limits: wantsLimits ? .some(try result.stringIfPresent(row, 4)) : nil)
    }
  }

  private static func versionLine(_ server: PostgresServer) -> CheckLine {
    let words = "PostgreSQL \(server.versionText)"
    return server.version < oldestVersion
      ? .fault("version", words, "upgrade to PostgreSQL 14 or newer") : .ok("version", words)
  }

  private static func tlsLine(_ server: PostgresServer) -> CheckLine {
    let local = isLocal(server.host)
    let weakness: String? =
      switch (server.tls, server.sslMode) {
      case _ where local: nil
      case (nil, _): "passwords and clients travel in the clear"
      case (_, "verify-full"): nil
      case (_, let mode): "sslmode \(mode) does not check that the server is the named one"
      }
    let state = server.tls ?? (local ? "none, local connection" : "none")
    guard let weakness else { return .ok("tls", state) }
    return .warning(
      "tls", "\(state): \(weakness)", "set sslmode=verify-full in DATABASE_URL, or DB_SSL=true")
  }

  private static func encodingLine(_ encoding: String) -> CheckLine {
    let words = "the database's encoding is \(encoding)"
    if encoding == "UTF8" { return .ok("encoding", words) }
    return .fault(
      "encoding", words, "names in other scripts cannot be stored; use a database with UTF8")
  }

  /// With this many transactions since the oldest row was frozen PostgreSQL refuses every new one, and with
  /// this many it begins to warn.
  private static let (refusingAge, warningAge) = (Int64(2_144_483_647), Int64(2_107_483_647))

  private static func writableLine(
    standby: Bool, age: Int64, _ readOnly: CheckLine?
  ) -> CheckLine {
    if standby {
      return .fault(
        "writable", "the server is a standby and takes no writes",
        "point the settings at the primary; a dry run needs it too")
    }
    if age >= refusingAge {
      return .fault(
        "writable", "the server has run out of transaction ids and takes no writes",
        "see PostgreSQL's log for the database to VACUUM; a dry run needs it too")
    }
    if let readOnly { return readOnly }
    if age >= warningAge {
      return .warning(
        "writable",
        "the server has \(refusingAge - age) transaction ids left, after which it takes no writes",
        "see PostgreSQL's log for the database to VACUUM")
    }
    return .ok("writable", "yes")
  }

  /// True for a Unix socket and for loopback.
  static func isLocal(_ host: String) -> Bool {
    host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
      || host.hasPrefix("127.")
  }
}

/// What a server says of itself.
struct ServerFacts {
  let encoding: String
  let isStandby: Bool
  /// How many transactions ago the oldest row was frozen.
  let age: Int64
  /// False where there is no read-only default to look for.
  let mayBeReadOnly: Bool
  /// What `SessionLimits` reads; nil where nobody wants it.
  let limits: String??
}
