internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Foreign keys on the application's emails that would forget what they refer to when an email is corrected.
struct EmailReferences {
  let tables: IdentityTables

  /// Why the plan may not be carried out: rows of other tables would lose their value, and no undo would know it; nil
  /// where it corrects no email, or nothing is lost.
  func loss(on connection: inout PostgresConnection) throws(PostgresError) -> SyncFailure? {
    let paths = try connection.strings(question)
    if paths.isEmpty { return nil }
    let app = tables.client
    return SyncFailure(
      .unfit, .target,
      "\(paths.joined(separator: ", ")) would lose what it refers to when an email of"
        + " \(app.table.schema).\(app.table.name) is corrected: its foreign key is ON UPDATE SET NULL or SET DEFAULT",
      hint: "make it ON UPDATE CASCADE, or correct these emails by hand")
  }

  private var question: PostgresStatement {
    PostgresStatement(
      "look for foreign keys on the emails",
      """
      SELECT DISTINCT format('%s.%s', n.nspname, k.relname)
      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = ANY (c.confkey)
        JOIN pg_class k ON k.oid = c.conrelid JOIN pg_namespace n ON n.oid = k.relnamespace
      WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confupdtype IN ('n', 'd')
        AND c.confrelid = \(literal: "\(tables.client.table.oid)")::oid
        AND a.attname = \(literal: tables.client.keyName)
        AND EXISTS (SELECT FROM \(IdentityTables.plan) p WHERE \(IdentityEmails.isCorrection))
      ORDER BY 1
      """)
  }
}
