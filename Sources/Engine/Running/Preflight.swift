internal import Basics
package import PostgresDriver

/// Looks at the target before a run, and for `check`; writes nothing.
package enum Preflight {
  /// What the target is like, the table when it could be read, and whether a journal is kept.
  ///
  /// `columns` gives the findings about the table's columns.
  package static func findings(
    _ target: TargetSetting, dryRun: Bool, wantsLimits: Bool = false,
    on connection: inout PostgresConnection,
    _ columns: (TargetTable) -> [CheckLine] = { _ in [] }
  ) throws(PostgresError) -> TargetFindings {
    var lines = try ServerCheck.lines(dryRun: dryRun, wantsLimits: wantsLimits, on: &connection)
    let name = target.table.name
    let schema = target.table.effectiveSchema
    if !NameMeaning.isPlain(connection),
      let fault = try NameMeaning.fault(target.table, on: &connection)
    {
      return (lines + [fault], nil, .absent)
    }
    guard let table = try TableReader.read(schema: schema, name: name, on: &connection) else {
      lines.append(
        try NameMeaning.fault(target.table, on: &connection)
          ?? .fault(
            "table", "the table \(schema).\(name) does not exist, or this role cannot see it",
            "create it, or set SYNCTOOL_TABLE to schema.table"))
      return (lines, nil, .absent)
    }
    lines += table.lines(dryRun: dryRun) { columns(table) }
    let journal = try JournalCheck(table, dryRun: dryRun, on: &connection)
    return (lines + [journal.line], table, journal.state)
  }
}
