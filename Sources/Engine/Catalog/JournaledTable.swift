package import PostgresDriver
package import Records

/// A table that runs write to, and the columns by which the journal identifies its rows.
package struct JournaledTable: Sendable {
  package var table: TargetTable
  /// The column of the ids, as PostgreSQL stores the name.
  package let idName: String
  /// The column whose values make the keys.
  package let keyName: String
  package let match: MatchRule
  /// The column that takes the time of a write; nil when there is none.
  package let timeName: String?

  package init(
    _ table: TargetTable, idName: String, keyName: String, match: MatchRule, timeName: String?
  ) {
    self.table = table
    self.idName = idName
    self.keyName = keyName
    self.match = match
    self.timeName = timeName
  }

  /// The id column.
  package var id: SQL { SQL(identifier: idName) }

  /// The type of the id column as SQL; not the column's domain, because the plan's id is NULL
  /// without a row.
  package var idType: SQL { table.column(idName)?.baseSQL ?? "bigint" }

  /// The matching key of the target row aliased `t`, by the same rule as a record's; under any search
  /// path.
  package var targetKey: SQL { key(of: "t.\(identifier: keyName)") }

  /// An email that no row has, as short as its column wants it, as SQL; nil where several rows may have one, so that nobody
  /// has to give his up before another one gets it.
  package var parkingEmail: SQL? {
    guard table.mayForbidRepeats(in: keyName) else { return nil }
    let random: SQL = "pg_catalog.md5(pg_catalog.gen_random_uuid()::pg_catalog.text)"
    guard let most = table.column(keyName)?.maxLength, most < 50 else {
      return "pg_catalog.concat(\(random), '@synctool.invalid')"
    }
    return most > 20
      ? "pg_catalog.concat(pg_catalog.left(\(random), \(most - 4)), '@a.b')"
      : "pg_catalog.left(\(random), \(most))"
  }

  /// The same where the row's email is known to be trimmed.
  var trimmedKey: SQL { match.folded("t.\(identifier: keyName)::pg_catalog.text") }

  /// The matching key of an email.
  package func key(of email: SQL) -> SQL { match.key(of: email) }
}

extension MatchRule {
  /// The matching key of an email, as SQL under any search path; the same for every table, so that an index may
  /// be on it.
  package func key(of email: SQL) -> SQL { folded(Self.trimmed(email)) }

  /// What a column stores of an email.
  ///
  /// The list is ASCII white space.
  package static func trimmed(_ email: SQL) -> SQL {
    "pg_catalog.btrim(\(email)::pg_catalog.text, E' \\t\\n\\x0b\\f\\r')"
  }

  /// The collation "C" folds ASCII letters alone.
  fileprivate func folded(_ trimmed: SQL) -> SQL {
    let email: SQL = "\(trimmed) COLLATE pg_catalog.\"C\""
    return self == .casefold ? "pg_catalog.lower(\(email))" : email
  }
}
