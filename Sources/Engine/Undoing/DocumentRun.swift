internal import Basics
internal import PostgresDriver
internal import Records

/// A run that wrote documents, as the journal has it: what its undo takes back.
package struct DocumentRun: Sendable {
  let run: JournaledRun
  /// The key of the lock that it held.
  let lockKey: Int64
  /// Where it wrote: `database.collection`; none where it wrote nothing.
  let systems: [String]
  /// The later runs, where it was found as the last one.
  private let later: LaterRuns

  /// The rule by which it made its keys.
  var match: MatchRule {
    guard case .string(let word)? = run.options[RunOptions.match] else { return .casefold }
    return MatchRule(rawValue: word) ?? .casefold
  }

  /// The run that an undo means, where it was about documents; nil where it was not, and where the journal cannot be
  /// read: the undo itself says why.
  package static func find(
    _ reference: RunReference, _ request: RunRequest, on session: KeptSession
  ) -> DocumentRun? {
    session.find { connection in
      guard JournalProbe.mayBeRead(on: connection),
        try JournalSession.state(request.target, on: &connection).isCurrent
      else { return nil }
      switch reference {
      case .number(let number): return try read(number, LaterRuns(), on: &connection)
      case .last:
        let reader = JournalSession.reader(request.target)
        guard let (run, later) = try reader.lastWriter(on: &connection) else { return nil }
        return try read(run.id, later, on: &connection)
      }
    }
  }

  /// nil for a run that does not exist, and for one on a table.
  private static func read(
    _ number: Int64, _ later: LaterRuns, on connection: inout PostgresConnection
  ) throws(PostgresError) -> DocumentRun? {
    let question = PostgresStatement(
      "look for documents that a run wrote",
      """
      SELECT r.lock_key, d.system FROM synctool.runs r
        LEFT JOIN (SELECT DISTINCT system FROM \(DocumentJournal.table) WHERE run = $1) d ON true
      WHERE r.id = $1 AND r.table_name IS NULL ORDER BY 2
      """, [.int8(number)])
    let found = try connection.rows(question) { (result, row) throws(PostgresError) in
      (key: try result.int64(row, 0), system: try result.stringIfPresent(row, 1))
    }
    guard let key = found.first?.key,
      let run = try JournalReader(schema: "", table: "").run(number, on: &connection)
    else { return nil }
    return DocumentRun(
      run: run, lockKey: key, systems: found.compactMap(\.system), later: later)
  }

  /// The collection that it wrote to, on the server of the setting; nil where that is none.
  func source(_ setting: SourceSetting) -> SourceSetting? {
    guard case .mongo(let uri, _, _) = setting, let system = systems.first,
      let dot = system.firstIndex(of: "."), systems.count == 1
    else { return nil }
    return .mongo(
      uri: uri, database: String(system[..<dot]),
      collection: String(system[system.index(after: dot)...]))
  }

  /// Makes sure that there is something to take back; returns what is worth knowing.
  ///
  /// The session holds the run's lock, unless it is a dry run's: no other run is in progress then. Throws `SyncFailure`
  /// with `.unfit` for a run that is in progress, of another kind, or gone by now.
  func confirm(
    dryRun: Bool, on connection: inout PostgresConnection
  ) throws -> [String] {
    guard RunKind.of(run.command)?.canBeUndone == true else { throw UndoRuns.foreign(run) }
    guard systems.count <= 1 else {
      throw UndoRuns.unfit(
        "run \(run.id) wrote documents of several collections, which this synctool cannot take back",
        "undo it with the synctool that ran it")
    }
    let reader = JournalReader(schema: "", table: "")
    guard let now = try reader.run(run.id, on: &connection) else {
      throw UndoRuns.unfit("the journal has no run \(run.id)", "synctool history lists the runs")
    }
    if now.status == .running, dryRun {
      throw UndoRuns.unfit(
        "run \(run.id) is still in progress: there is nothing to undo", "wait for it to end")
    }
    var warnings = later.warnings(before: run.id)
    if now.undone != nil, let other = now.undoneBy {
      warnings.append("run \(other) is an earlier undo of run \(run.id)")
    }
    return warnings
  }
}
