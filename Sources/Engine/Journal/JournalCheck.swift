internal import Basics
package import PostgresDriver

/// What the preflight says of the journal.
package struct JournalCheck {
  package let state: JournalState
  package let line: CheckLine

  /// The privileges a run needs on the tables.
  private static let needs = [
    ("runs", ["SELECT", "INSERT", "UPDATE"]), ("changes", ["INSERT"]), ("rejections", ["INSERT"]),
  ]

  /// Looks at the journal for a run on the table; a dry run writes none and needs no privileges.
  package init(
    _ table: TargetTable, dryRun: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    state = try JournalState.read(schema: table.schema, table: table.name, on: &connection)
    let missing =
      state.isCurrent && !dryRun ? try Self.missingPrivileges(on: &connection) : nil
    line = Self.line(state, table, missing: missing, dryRun: dryRun)
  }

  private static func line(
    _ state: JournalState, _ table: TargetTable, missing: String?, dryRun: Bool
  ) -> CheckLine {
    switch state {
    case .absent, .empty: return .ok("journal", "none is kept; synctool init creates one")
    case .foreign:
      return .ok("journal", "none is kept: the schema \(JournalSchema.name) holds something else")
    case .hidden where dryRun:
      return .ok("journal", "this role cannot read it, which a dry run does not need")
    case .hidden(let rights):
      return .fault(
        "journal",
        rights.hasPrefix("USAGE")
          ? "this role may not use the schema synctool: it lacks \(rights)"
          : "this role lacks \(rights), which the journal needs",
        JournalState.remedy(rights, grants), .refused)
    case .untrusted, .version, .damaged:
      if let need = state.need { return .fault("journal", need.message, need.hint, need.code) }
      if let missing {
        return .fault(
          "journal", "this role lacks \(missing), which the journal needs", grants, .refused)
      }
      if table.hasRules {
        return .fault(
          "journal", "the table has rules, which hide what is written from the journal",
          "turn the rules into triggers")
      }
      return .ok("journal", "kept in the schema synctool, version \(JournalSchema.version)")
    }
  }

  /// How to grant a role the privileges that a run needs.
  static let grants =
    "GRANT USAGE ON SCHEMA synctool, and SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool, to it"

  /// The needed privileges that the role lacks: `DELETE on synctool.runs`; nil when it has them all.
  package static func missingPrivileges(
    _ needs: [(String, [String])] = needs, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String? {
    let rows: [SQL] = needs.flatMap { table, rights in
      rights.map { "(\(literal: table), \(literal: $0))" }
    }
    let question = PostgresStatement(
      "read the rights on the journal",
      """
      SELECT p || ' on synctool.' || t FROM (VALUES \(rows)) AS need (t, p)
      WHERE NOT has_table_privilege('synctool.' || t, p) ORDER BY 1
      """)
    let lacking = try connection.strings(question)
    return lacking.isEmpty ? nil : lacking.joined(separator: ", ")
  }
}
