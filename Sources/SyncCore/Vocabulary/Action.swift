/// What a run does, or did, with one record of the source; of an undo with one client of the run.
///
/// The raw values are the contract's words: results, reports, metrics and the journal have them as they
/// stand. How each one looks is said in `look`, and nowhere else.
package enum Action: String, CaseIterable, Sendable {
  case create
  case update
  /// Exists and differs, and stays so.
  case differs
  /// Lost to another record of the source with the same key.
  case duplicate
  /// Cannot be a row.
  case rejected
  /// Planned, but PostgreSQL refused the row.
  case failed
  /// Deleted by an undo, because the run had created it.
  case delete
  /// Left as it is by an undo.
  case kept

  /// Those that write a row: deletions first, which frees values before they are taken.
  package static let written: [Action] = [.delete, .update, .create]
}
