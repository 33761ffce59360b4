internal import Basics
internal import PostgresDriver

/// Locks the table of an undo in the transaction that plans and writes, and the run in the journal.
struct UndoLock {
  let subject: UndoSubject

  /// Locks the table so that nobody writes it, nor a row that refers to it: another session's foreign
  /// key check waits for the end. Only then are references to clients looked up.
  ///
  /// Returns the subject with the table as it is then. Throws `SyncFailure` with `.unfit` where an alteration matters, and
  /// `PostgresError`.
  func take(on connection: inout PostgresConnection) throws -> UndoSubject {
    connection.queue(Session.setUpWrite)
    let now = try TableState.lock(
      subject.client.table, subject.holders, "EXCLUSIVE", on: &connection)
    if let altered = alteration(now) {
      throw SyncFailure(
        .unfit, .apply, "\(altered) while the undo started",
        hint: "nothing was written; run again: the undo looks at the table anew")
    }
    var held = subject
    held.client.table = now
    if let failure = try JournalChange.failure(held.client.table, on: &connection) { throw failure }
    if !subject.holders.isEmpty { try held.holderReader.confirm(subject.holders, on: &connection) }
    try JournalReader.hold(subject.run.id, on: &connection)
    return held
  }

  /// What was altered since the undo looked, and matters; nil when nothing was.
  private func alteration(_ now: TargetTable) -> String? {
    let table = subject.client.table
    let name = "\(table.schema).\(table.name)"
    if Self.columns(of: now) != Self.columns(of: table) {
      return "the columns of \(name) were altered"
    }
    if now.rowSecurityActive != table.rowSecurityActive {
      return "row-level security of \(name) was switched"
    }
    if !now.isPlainTable { return "\(name) got child tables" }
    if now.hasRules { return "\(name) got rules" }
    let id = subject.client.idName
    if KeyFitness(now).idLine(id).verdict == .fault {
      return "the unique index of the column \"\(SafeText.escape(id))\" of \(name) was dropped"
    }
    return nil
  }

  /// Without their sequences, from which an undo draws nothing.
  private static func columns(of table: TargetTable) -> [TargetColumn] {
    table.columns.map { column in
      var column = column
      column.sequenceUse = .none
      return column
    }
  }
}
