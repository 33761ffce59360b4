internal import Basics
package import PostgresDriver

/// Finds every column that holds ids of a table's rows, and what keeps a run from changing them there.
package struct HolderReader: Sendable {
  let table: TargetTable
  /// The column of its ids.
  let id: String
  private let named: [NamedReference]
  /// The setting that names them.
  private let setting: String

  /// `named` are the columns that no foreign key reveals.
  package init(_ table: TargetTable, id: String, named: [NamedReference], setting: String) {
    (self.table, self.id, self.named, self.setting) = (table, id, named, setting)
  }

  /// The tables in the order of their oids, the table itself among them, and a line for each fault; all faults are
  /// found.
  ///
  /// With `dryRun` the role need only be able to read them.
  package func read(
    dryRun: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (tables: [HoldingTable], lines: [CheckLine]) {
    let references = try ReferenceReader(table, id: id, named: named).columns(on: &connection)
      .filter { $0.origin == .settings }
    let unknown = references.compactMap(problem)
    let roots = references.filter { problem($0) == nil }
    let rows = try connection.rows(question(roots), row)
    let tables = Dictionary(grouping: rows, by: \.table.oid).values
      .map { rows in
        var table = rows[0].table
        table.columns = rows.filter { !$0.isComputed }.map(\.column)
        return table
      }
      .filter { !$0.columns.isEmpty }.sorted { $0.oid < $1.oid }
    return (tables, unknown + lines(rows, dryRun: dryRun))
  }
}

extension HolderReader {
  /// Throws `SyncFailure` where the columns are no longer those that are `known`, and `PostgresError`; ask once the
  /// tables are locked.
  package func confirm(
    _ known: [HoldingTable], on connection: inout PostgresConnection
  ) throws {
    let (now, lines) = try read(dryRun: false, on: &connection)
    if let failure = CheckLine.failure(lines) { throw failure }
    let isSame =
      now.count == known.count
      && zip(now, known).allSatisfy { $0.sql == $1.sql && $0.columns == $1.columns }
    guard !isSame else { return }
    throw SyncFailure(
      .unfit, .apply,
      "the columns that refer to \(table.schema).\(table.name) were altered during the run",
      hint: "nothing was written; run again")
  }
}

// MARK: - Faults

extension HolderReader {
  /// Why the ids in a column cannot be changed, in the order in which it is said.
  enum Problem: CaseIterable {
    case isNoTable, hasHeirs
    /// Rules rewrite the table's updates, which PostgreSQL does not do within a statement.
    case hasRules
    /// It has another type or collation, or takes no id that is given.
    case isUnfit
    /// Row-level security may keep rows from the role.
    case hidesRows
  }

  /// What is wrong with a column that the setting names.
  private func problem(_ reference: ReferringColumn) -> CheckLine? {
    let path = reference.path
    switch reference.problem {
    case .noTable, .noColumn:
      return .fault(
        "references", "\(setting) names \(path), which does not exist", "correct the setting")
    case .ambiguous(let problem, let candidates):
      return .fault(
        "references", "\(setting): \(problem)", "name the column with its schema: \(candidates)")
    case .notReadable, .refused:
      return .fault(
        "references", "this role may not read \(path), which \(setting) names",
        "GRANT SELECT and UPDATE on \(reference.sql), and USAGE on its schema, to the role",
        .refused)
    case .noID, nil: return nil
    }
  }

  private func lines(_ rows: [HoldingRow], dryRun: Bool) -> [CheckLine] {
    let lines = Problem.allCases.compactMap { line($0, rows) }
    let lacking = missing(rows, dryRun: dryRun)
    if lacking.isEmpty { return lines }
    return lines + [
      .fault(
        "references", "the role lacks \(lacking.joined(separator: "; "))",
        "grant it to the role: whatever refers to a row gets its new id with it", .refused)
    ]
  }

  /// nil where no row has the problem.
  private func line(_ problem: Problem, _ rows: [HoldingRow]) -> CheckLine? {
    let faulty = rows.filter { $0.problems.contains(problem) }
    switch problem {
    case .isNoTable:
      return fault(
        faulty.map(\.table.path), { "\($0): not a table, so that ids in it cannot be changed" },
        "name the table that is beneath in \(setting)")
    case .hasHeirs:
      return fault(
        faulty.map(\.table.path),
        { "other tables inherit from \($0), and no foreign key holds for their rows" },
        "make them partitions, or change their ids by hand and end the inheritance")
    case .hasRules:
      return fault(
        faulty.map(\.table.path), { "rules rewrite what is updated in \($0)" },
        "turn the rules into triggers")
    case .isUnfit:
      let columns = faulty.filter { !$0.isComputed }
        .map { "\($0.table.path(of: $0.column)) (\($0.typeText))" }
      return fault(
        columns, { "ids cannot be changed in \($0)" },
        "give the column the type and the collation of the ids, or make it a column that takes what it is given"
      )
    case .hidesRows:
      return fault(
        faulty.map(\.table.path),
        { "row-level security may hide rows of \($0) from this role" },
        "use a role that sees all of them, such as the tables' owner, or one with BYPASSRLS",
        .refused)
    }
  }

  /// One for all that have a name among `names`, each named once; nil without any.
  private func fault(
    _ names: [String], _ words: (String) -> String, _ hint: String, _ code: ExitCode = .unfit
  ) -> CheckLine? {
    var once: [String] = []
    for name in names where !once.contains(name) { once.append(name) }
    return once.isEmpty
      ? nil : .fault("references", words(once.joined(separator: ", ")), hint, code)
  }

  /// The privileges that are missing, table by table.
  private func missing(_ rows: [HoldingRow], dryRun: Bool) -> [String] {
    var lacking: [String] = []
    for row in rows where row.table.oid != table.oid {
      let words = row.lacking.filter { !dryRun || $0 != "UPDATE" }
      let text = "\(words.joined(separator: ", ")) on \(row.table.path)"
      if !words.isEmpty, !lacking.contains(text) { lacking.append(text) }
    }
    return lacking
  }
}
