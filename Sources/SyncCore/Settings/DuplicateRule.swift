/// Which of several records with one key is written.
package enum DuplicateRule: String, CaseIterable, Sendable {
  /// The greatest `updatedAt`, then the greatest `_id`.
  case newest
  case oldest
  /// None of them; the run ends as incomplete.
  case skip
  /// None of anything: the run ends before the first write.
  case fail
}
