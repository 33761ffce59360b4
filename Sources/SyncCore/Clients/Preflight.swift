internal import Basics
internal import PostgresDriver

/// Looks at the target before a run, and for `check`; writes nothing.
struct Preflight {
  private let settings: Settings

  init(_ settings: Settings) {
    self.settings = settings
  }

  /// What the target is like, the table when it could be read, and whether a journal is kept.
  ///
  /// `mapped` is false for a run that does not use today's mapping.
  func target(
    mapped: Bool = true, wantsLimits: Bool = false, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetFindings {
    var lines = try ServerCheck.lines(
      dryRun: settings[Options.dryRun], wantsLimits: wantsLimits, on: &connection)
    let name = settings.target.table.name
    let schema = settings.target.table.effectiveSchema
    if !NameMeaning.isPlain(connection),
      let fault = try NameMeaning.fault(settings.target.table, on: &connection)
    {
      return (lines + [fault], nil, .absent)
    }
    guard let table = try TableReader.read(schema: schema, name: name, on: &connection) else {
      lines.append(
        try NameMeaning.fault(settings.target.table, on: &connection)
          ?? CheckLine(
            side: .target, subject: "table", verdict: .fault,
            detail: "the table \(schema).\(name) does not exist, or this role cannot see it",
            hint: "create it, or set SYNCTOOL_TABLE to schema.table", code: .unfit))
      return (lines, nil, .absent)
    }
    let fitness = TableFitness(
      mapping: settings.mapping, table: table, dryRun: settings[Options.dryRun])
    let journal = try JournalCheck(table, dryRun: settings[Options.dryRun], on: &connection)
    return (
      lines + (mapped ? fitness.lines() : fitness.plainLines()) + [journal.line], table,
      journal.state
    )
  }
}
