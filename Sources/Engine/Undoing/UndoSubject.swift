internal import Basics
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
  /// The table's columns, which decide how values are shown.
  var shown = JournalColumns()

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
    let line = KeyFitness(table).idLine(client.idName, "id column of run \(run.id)")
    if let failure = CheckLine.failure([line]) { throw failure }
  }

  /// That the journal has lost what the run wrote of some clients, of whom it has `found`; nil when it has
  /// them all.
  func lossWarning(found: Int) -> String? {
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
