internal import PostgresDriver

/// Has PostgreSQL fold Unicode's compatibility forms (NFKC), for which it has the tables.
enum CompatibilityForms {
  /// The texts in NFKC, in their order; none may hold a NUL.
  static func of(
    _ texts: [String], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    if texts.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) { return texts }
    let question = PostgresStatement(
      "normalize emails",
      "SELECT normalize(e, NFKC) FROM unnest($1::text[]) WITH ORDINALITY AS given (e, n) ORDER BY n",
      [.texts(texts)])
    return try connection.strings(question)
  }
}
