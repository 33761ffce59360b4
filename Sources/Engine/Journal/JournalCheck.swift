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
    let look = JournalLook.question(schema: table.schema, table: table.name)
    try self.init(
      try connection.ask(look.map { ($0, nil) }), table, dryRun: dryRun, on: &connection)
  }

  /// What the catalogs say of a journal, and what is in it where that was asked for in the same turn.
  typealias Found = (look: JournalLook, contents: Contents?)

  /// What the journal says of itself, and the privileges that a run lacks there.
  typealias Contents = (steps: JournalLook.Steps, missing: String?)

  /// The same where the catalogs have been looked into.
  init(
    _ found: Found, _ table: TargetTable, dryRun: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if let known = found.look.known {
      state = known
      line = Self.line(
        known, table, missing: nil, dryRun: dryRun,
        hidesLinks: dryRun ? try Self.hidesLinks(known, on: &connection) : false)
      return
    }
    let asked = found.contents.map(Question.known) ?? Self.contents(dryRun: dryRun)
    var (steps, missing) = try connection.ask(asked)
    if let known = steps.state {
      state = known
    } else {
      let look = JournalLook.linked(schema: table.schema, table: table.name)
      let rights = dryRun ? .known(nil) : Self.missing(LinkSchema.needs)
      let (linked, lacking) = try connection.ask(look.and(rights))
      state = linked
      if let lacking { missing = (missing.map { $0 + ", " } ?? "") + lacking }
    }
    line = Self.line(state, table, missing: state.isCurrent ? missing : nil, dryRun: dryRun)
  }

  /// True for a journal that this role cannot read, and that has links: without them a plan would be another one.
  private static func hidesLinks(
    _ state: JournalState, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    guard case .hidden = state else { return false }
    return try connection.bool(
      PostgresStatement(
        "look for links",
        """
        SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = $1 AND c.relname IN (\(LinkSchema.tables)) AND c.relkind = 'r')
        """, [.text(JournalSchema.name)]))
  }

  /// Asks a journal that is one. A dry run writes none.
  static func contents(dryRun: Bool) -> Question<Contents> {
    JournalLook.steps().and(dryRun ? .known(nil) : missing(needs)).map { ($0, $1) }
  }

  private static func line(
    _ state: JournalState, _ table: TargetTable, missing: String?, dryRun: Bool,
    hidesLinks: Bool = false
  ) -> CheckLine {
    switch state {
    case .absent, .empty: return .ok("journal", "none is kept; synctool init creates one")
    case .foreign:
      return .ok("journal", "none is kept: the schema \(JournalSchema.name) holds something else")
    case .hidden where dryRun && !hidesLinks:
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
      return .ok(
        "journal",
        "kept in the schema synctool, version \(JournalSchema.version)"
          + (state.keepsLinks ? ", with links" : ""))
    }
  }

  /// How to grant a role the privileges that a run needs.
  static let grants =
    "GRANT USAGE ON SCHEMA synctool, and SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool, to it"

  /// The name of the question for privileges.
  static let rights = "read the rights on the journal"

  /// The needed privileges that the role lacks: `DELETE on synctool.runs`; nil when it has them all.
  package static func missingPrivileges(
    _ needs: [(String, [String])] = needs, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String? {
    try connection.ask(missing(needs))
  }

  private static func missing(_ needs: [(String, [String])]) -> Question<String?> {
    let rows: [SQL] = needs.flatMap { table, rights in
      rights.map { "(\(literal: table), \(literal: $0))" }
    }
    let question = PostgresStatement(
      rights,
      """
      SELECT p || ' on synctool.' || t FROM (VALUES \(rows)) AS need (t, p)
      WHERE NOT has_table_privilege(to_regclass('synctool.' || t), p) ORDER BY 1
      """)
    return Question.strings(question).map { $0.isEmpty ? nil : $0.joined(separator: ", ") }
  }
}
