/// What a run does, or did, with one record of the source.
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
}
