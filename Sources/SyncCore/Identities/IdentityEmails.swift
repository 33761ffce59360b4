internal import Engine
internal import PostgresDriver
internal import Records

/// The rows that get another email, and what they hold in between.
///
/// Where no two rows may have one email, a row that has the email of another one's user gives it up first.
struct IdentityEmails {
  /// The rows that hold something else in between, by their ids.
  static func parked(_ idType: SQL) -> TemporaryTable {
    TemporaryTable("synctool_parked_emails", " (id \(idType) PRIMARY KEY, email text)")
  }

  private static let parked: SQL = "pg_temp.synctool_parked_emails"
  let tables: IdentityTables

  /// True, under any search path, for a row `p` of the plan that gets another email, or loses the one that it has.
  static let isCorrection: SQL = """
    p.action \(SQL.equals) \(Action.update)
      AND (p.old_email OPERATOR(pg_catalog.<>) p.new_email OR (p.old_email IS NULL) OPERATOR(pg_catalog.<>) (p.new_email IS NULL))
    """

  /// Within the transaction that writes: looks whose email another one gets. Returns how many are to be parked.
  func park(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    guard let parkingEmail = tables.client.parkingEmail else { return 0 }
    return try connection.execute(
      PostgresStatement(
        "look for emails that change hands",
        """
        INSERT INTO \(Self.parked)
        SELECT p.old_id, \(parkingEmail) FROM \(IdentityTables.plan) p
        WHERE \(Self.isCorrection) AND \(tables.client.key(of: "p.old_email")) IN (
          SELECT p.key FROM \(IdentityTables.plan) p WHERE \(Self.isCorrection))
        """))
  }

  /// The statements that give the rows of the plan among `rows`, SQL after FROM with the alias `p`, their emails.
  func statements(_ rows: SQL, parking: Bool) -> [PostgresStatement] {
    let first =
      parking
      ? [
        update(
          "make room for emails that change hands", "v.email",
          "\(rows) JOIN \(Self.parked) v ON v.id \(SQL.equals) p.old_id")
      ]
      : []
    return first + [update("correct emails", "p.new_email", rows)]
  }

  private func update(_ name: String, _ email: SQL, _ rows: SQL) -> PostgresStatement {
    PostgresStatement(
      name,
      """
      UPDATE \(tables.client.table.sql) t SET \(identifier: tables.client.keyName) = \(email)
      FROM \(rows) WHERE \(tables.hasID("p.new_id", "t")) AND \(Self.isCorrection)
      """)
  }
}
