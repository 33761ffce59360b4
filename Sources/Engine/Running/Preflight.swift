internal import Basics
package import PostgresDriver

/// Looks at the target before a run, and for `check`; writes nothing.
package enum Preflight {
  /// What the target is like, the table when it could be read, and whether a journal is kept.
  ///
  /// `columns` gives the findings about the table's columns; `setting` names the table, and `isRead` says that the run
  /// writes it in no case.
  package static func findings(
    _ target: TargetSetting, setting: String = TargetTable.setting, dryRun: Bool,
    isRead: Bool = false, wantsLimits: Bool = false,
    on connection: inout PostgresConnection,
    _ columns: (TargetTable) -> [CheckLine] = { _ in [] }
  ) throws(PostgresError) -> TargetFindings {
    let name = target.table.name
    let schema = target.table.effectiveSchema
    let look = ServerCheck.question(wantsLimits: wantsLimits)
      .and(TableReader.question(schema: schema, name: name))
      .and(JournalLook.question(schema: schema, table: name))
    let ((facts, found), journal) = try ask(
      look.map { ($0, ($1, nil)) },
      orWith: look.and(JournalCheck.contents(dryRun: dryRun)).map { ($0.0, ($0.1, $1)) },
      on: &connection)
    var lines = try ServerCheck.lines(facts, dryRun: dryRun, on: &connection)
    if !NameMeaning.isPlain(connection),
      let fault = try NameMeaning.fault(target.table, setting: setting, on: &connection)
    {
      return (lines + [fault], nil, .absent)
    }
    guard let table = try TableReader.whole(found, on: &connection) else {
      lines.append(try missing(target.table, setting, on: &connection))
      return (lines, nil, .absent)
    }
    lines += table.lines(dryRun: dryRun || isRead, setting: setting) { columns(table) }
    let check = try JournalCheck(journal, table, dryRun: dryRun, on: &connection)
    return (lines + [check.line], table, check.state)
  }

  /// What a table beside the target is like that a run only reads, and the table when it could be read.
  package static func findings(
    beside name: QualifiedName, setting: String, on connection: inout PostgresConnection,
    _ columns: (TargetTable) -> [CheckLine]
  ) throws(PostgresError) -> (lines: [CheckLine], table: TargetTable?) {
    if !NameMeaning.isPlain(connection),
      let fault = try NameMeaning.fault(name, setting: setting, on: &connection)
    {
      return ([fault], nil)
    }
    guard let table = try TableReader.read(name, on: &connection) else {
      return ([try missing(name, setting, on: &connection)], nil)
    }
    return (table.lines(dryRun: true, setting: setting) { columns(table) }, table)
  }

  private static func missing(
    _ table: QualifiedName, _ setting: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> CheckLine {
    try NameMeaning.fault(table, setting: setting, on: &connection)
      ?? .fault(
        "table", "the table \(table.full) does not exist, or this role cannot see it",
        "create it, or set \(setting) to schema.table")
  }

  /// Asks all in one turn where the journal can be read, as far as is known; without it where it cannot any more.
  private static func ask<Answer>(
    _ question: Question<Answer>, orWith whole: Question<Answer>,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Answer {
    // One snapshot, so that all parts speak of the same table.
    let begin = PostgresStatement.snapshot("begin to look")
    guard JournalProbe.mayBeRead(on: connection) else {
      return try connection.ask(question, inside: begin)
    }
    do throws(PostgresError) {
      return try connection.ask(whole, inside: begin)
    } catch {
      guard error.kind == .server, JournalLook.isAbout(error) else { throw error }
      return try connection.ask(question, inside: begin)
    }
  }
}
