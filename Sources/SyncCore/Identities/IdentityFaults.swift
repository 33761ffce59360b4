internal import PostgresDriver

/// The faults that the trigger of `identities install` has kept: sign-ups that have no row of the application.
package struct IdentityFaults: Sendable {
  /// One of them.
  package struct Fault: Equatable, Sendable {
    /// When it was, as PostgreSQL writes a time in UTC with seconds.
    package var at: String
    /// nil where the trigger did not come to know it.
    package var authID: String?
    package var key: String?
    /// The SQLSTATE with which PostgreSQL refused; nil for what the trigger itself has found.
    package var sqlState: String?
    /// A word, such as `mismatched`, or `refused` with the constraint.
    package var reason: String
  }

  package var count: Int
  /// The newest first.
  package var newest: [Fault]

  /// How many are there; nil where this role may not read them.
  static func count(on connection: inout PostgresConnection) throws(PostgresError) -> Int? {
    guard try connection.ask(mayBeRead) == true else { return nil }
    return Int(
      try connection.int64(
        PostgresStatement("count the faults", "SELECT count(*) FROM \(InstallScript.faults)")))
  }

  /// Whether this role may read them; nil where there is no such table.
  private static var mayBeRead: Question<Bool?> {
    let statement = PostgresStatement(
      "look for the faults",
      """
      SELECT has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      FROM pg_class c WHERE c.relname = 'identity_faults' AND c.relkind = 'r'
        AND c.relnamespace = to_regnamespace('synctool')
      """)
    return .rowIfPresent(statement) { (result, row) throws(PostgresError) in
      try result.bool(row, 0)
    }
  }
}
