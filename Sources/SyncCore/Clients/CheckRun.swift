package import Basics
package import Engine
internal import PostgresDriver

/// One run of `check`: the preflight of both sides, and of the users that are assigned, and nothing else.
package struct CheckRun {
  private let settings: Settings
  private let stop: Stop

  package init(_ settings: Settings, _ stop: Stop) {
    self.settings = settings
    self.stop = stop
  }

  /// One line for each thing checked, the source's first.
  package func run() -> [CheckLine] {
    let source = DocumentSource(settings.source, stop)
    source.beginOpening()
    let target = targetLines()
    return source.check() + usersLines() + target
  }

  /// What `assign` needs of the users, where the settings name them.
  private func usersLines() -> [CheckLine] {
    guard let assignment = settings.assignment else { return [] }
    let lines = DocumentSource(assignment.users, stop).check(updates: !settings[Options.dryRun])
    // It is the server of the clients, of which all else is said.
    return lines.filter { ["collection", "privileges"].contains($0.subject) }
      .map { $0.of("users") }
  }

  private func targetLines() -> [CheckLine] {
    do throws(PostgresError) {
      var connection = try TargetSession.open(settings.target, stop)
      let (lines, table, _) = try Preflight.findings(
        settings, wantsLimits: true, on: &connection)
      guard let table, table.isPlainTable else { return lines }
      return try lines + table.publicationFaults.map(\.line)
        + sequenceLines(table, on: &connection)
    } catch {
      let failure = stop.failure(.target) ?? SyncFailure(error, .target)
      return [.fault("reachable", failure.message, failure.hint, failure.code)]
    }
  }

  /// Reading the rows takes the privilege to.
  private func sequenceLines(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [CheckLine] {
    let isReadable = table.privileges.allSatisfy {
      $0.held || $0.name != "SELECT" && !$0.name.hasPrefix("USAGE on schema")
    }
    guard isReadable else { return [] }
    return try SequenceReader(table: table).lines(
      mapped: PlanTables(table, settings, only: nil).filled, on: &connection)
  }
}
