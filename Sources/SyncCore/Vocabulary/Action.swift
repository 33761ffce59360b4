/// What a run does, or did, with one record of the source; of an undo with one client of the run.
///
/// The raw values are the contract's words and are printed as they stand.
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

  /// The fates of a source's records, in the order in which they are shown.
  package static let ofSync: [Action] = [
    .create, .update, .differs, .duplicate, .rejected, .failed,
  ]
  /// The fates of a run's clients in an undo, in the order in which they are shown.
  package static let ofUndo: [Action] = [.delete, .update, .create, .kept, .failed]
}
