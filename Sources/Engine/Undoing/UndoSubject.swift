internal import Basics
internal import PostgresDriver
internal import Records

/// The run that an undo takes back, and how its clients are found in today's table.
///
/// Table, id column and key are the run's own, whatever the settings name today. A run from
/// before runs recorded them has only the keys of its clients.
package struct UndoSubject: RunSubject, Sendable {
  let run: JournaledRun
  /// The columns that identify its clients, by today's names.
  package var client: JournaledTable
  /// False when nobody knows of which column the run's ids are: the key alone decides then.
  let hasIDs: Bool
  /// False when the journal was restored from a dump: no row is the version that the run made.
  let hasVersions: Bool
  /// The columns' names of today by their former ones; `UndoNames.lost` where they are gone.
  let names: UndoNames
  /// The clients that the undo is restricted to, by the rule that made their keys; nil for all.
  var only: KeySet?
  /// True where the journal keeps links.
  var keepsLinks = false
  /// The table's columns, which decide how values are shown.
  var shown = JournalColumns()
  /// The columns that hold ids and that no foreign key reveals, by the run's own record; nil for a run that changed
  /// no ids.
  var named: [NamedReference]?
  /// The tables in which ids are to be changed back.
  var holders: [HoldingTable] = []

  var tables: UndoTables { UndoTables(client: client, changesIDs: named != nil) }

  /// Finds the columns that hold the ids: those of today's foreign keys, and those of the run's record.
  var holderReader: HolderReader {
    HolderReader(client.table, id: client.idName, named: named ?? [], setting: "the run")
  }

  /// The rows that get their former ids.
  var moves: RowMoves {
    RowMoves(
      Repointing(holders, of: client.table, id: client.idName), client, plan: UndoTables.plan,
      old: "id", new: "back"
    ) { "\($0).action OPERATOR(pg_catalog.=) \(Action.update) AND \($0).back IS NOT NULL" }
  }

  /// - Parameters:
  ///   - run: one that is done, and wrote to this table.
  ///   - today: for a run that did not record its columns.
  ///
  /// Throws `SyncFailure` with `.unfit` where the columns are gone.
  init(
    _ run: JournaledRun, _ memory: RunMemory, _ table: TargetTable, _ today: UndoColumns
  ) throws(SyncFailure) {
    self.run = run
    client = JournaledTable(
      table, idName: try Self.name(memory.id, "id", today.id, run, memory, table),
      keyName: try Self.name(memory.key, "email", today.key, run, memory, table),
      match: memory.match ?? .casefold,
      timeName: (memory.time ?? (memory.id == nil ? today.time : nil))
        .flatMap { memory.column($0, in: table)?.name })
    hasIDs = memory.id != nil
    hasVersions = memory.isAtHome
    names = UndoNames(memory, table)
    named = Self.named(run.counts)
    let line = KeyFitness(table).idLine(client.idName, "id column of run \(run.id)")
    if let failure = CheckLine.failure([line]) { throw failure }
  }

  private static func named(_ counts: JSONValue) -> [NamedReference]? {
    guard case .array(let columns)? = counts[CountName.references.rawValue] else { return nil }
    return columns.compactMap { column in
      if case .string(let text) = column { NamedReference(parsing: text) } else { nil }
    }
  }

  /// That the journal has lost what the run wrote of some clients, of whom it has `found`; nil when it has
  /// them all.
  func lossWarning(found: Int) -> String? {
    if run.kind?.writesLinks == true { return nil }
    let wrote = Action.written.reduce(0) { $0 + run.count($1.rawValue) }
    guard found < wrote else { return nil }
    return
      "run \(run.id) wrote \(NumberText.counted(wrote, "client")), but the journal has only \(found) of them:"
      + " the others stay as they are"
  }

  /// The column's name of today.
  private static func name(
    _ recorded: String?, _ what: String, _ mapped: String, _ run: JournaledRun, _ memory: RunMemory,
    _ table: TargetTable
  ) throws(SyncFailure) -> String {
    let column = recorded.map { memory.column($0, in: table) } ?? table.column(mapped)
    if let column { return column.name }
    let name = SafeText.escape(recorded ?? mapped)
    throw SyncFailure(
      .unfit, .target,
      "run \(run.id) identified its clients by the \(what) column \"\(name)\", which"
        + " \(table.schema).\(table.name) no longer has",
      hint: recorded == nil
        ? "name the column in the mapping file that the run had"
        : "bring the column back, or correct by hand what synctool show \(run.id) lists")
  }
}
