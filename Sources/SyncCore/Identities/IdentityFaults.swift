internal import Engine
internal import PostgresDriver

/// The faults that the trigger of `identities install` has kept: sign-ups after which somebody is out of step.
package struct IdentityFaults: Equatable, Sendable {
  /// One of them.
  package struct Fault: Equatable, Sendable {
    /// When it was, in ISO 8601, UTC.
    package var at: String
    /// The user's id; nil where the trigger did not come to know it.
    package var authID: String?
    package var key: String?
    /// The SQLSTATE with which PostgreSQL refused; nil for what the trigger itself has found.
    package var sqlState: String?
    /// A word, such as `mismatched`, or `refused` with the constraint.
    package var reason: String
  }

  package var count = 0
  /// The newest first.
  package var newest: [Fault] = []
}

extension IdentityFaults {
  /// How many are there; nil where this role may not read them.
  static func count(on connection: inout PostgresConnection) throws(PostgresError) -> Int? {
    guard try connection.ask(mayBeRead) == true else { return nil }
    return Int(
      try connection.int64(
        PostgresStatement("count the faults", "SELECT count(*) FROM \(InstallScript.faults)")))
  }

  /// Whether this role may read them; nil where it does not exist.
  static var mayBeRead: Question<Bool?> { right(to: "SELECT") }

  /// Whether this role may read them and has the privilege; nil where it does not exist.
  static func right(to privilege: String) -> Question<Bool?> {
    let statement = PostgresStatement(
      "look for the faults",
      """
      SELECT has_schema_privilege(c.relnamespace, 'USAGE')
        AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, \(literal: privilege))
      FROM pg_class c WHERE c.relname = 'identity_faults' AND c.relkind = 'r'
        AND c.relnamespace = to_regnamespace('synctool')
      """)
    return .rowIfPresent(statement) { (result, row) throws(PostgresError) in
      try result.bool(row, 0)
    }
  }

  /// All are counted, and the newest read; emails in them are masked.
  static func newest(_ most: Int, _ mask: Mask) -> Question<IdentityFaults> {
    let statement = PostgresStatement(
      "read the faults",
      """
      SELECT count(*) OVER (), to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), f.auth_id,
        f.email_key, f.sqlstate, f.reason
      FROM \(InstallScript.faults) f ORDER BY f.at DESC, f.auth_id LIMIT \(most)
      """)
    return Question(statement) { (result) throws(PostgresError) in
      var faults = IdentityFaults()
      for row in 0..<result.rowCount {
        faults.count = Int(try result.int64(row, 0))
        faults.newest.append(
          Fault(
            at: try result.string(row, 1),
            authID: try result.stringIfPresent(row, 2).map(mask.text),
            key: try result.stringIfPresent(row, 3).map(mask.key),
            sqlState: try result.stringIfPresent(row, 4), reason: try result.string(row, 5)))
      }
      return faults
    }
  }
}
