/// What is known of the records of a whole read besides their rows in the stage.
struct StagedRecords: Sendable {
  /// All that were read.
  let read: Int
  /// The records that cannot become rows; the stage says why.
  let rejected: Int
  /// The records that the mapping leaves out; they are in the stage, as rejected ones are.
  let excluded: Int
  /// The records that equal a row and are not in the stage.
  let known: Int
  /// False when no two records share a key, rejected ones included.
  let mayRepeat: Bool

  /// The records in the stage that never take part in the comparison.
  var setAside: Int { rejected + excluded }

  init(_ stager: borrowing Stager) {
    (read, rejected, known) = (stager.read, stager.rejected, stager.known)
    excluded = stager.excluded
    mayRepeat = stager.mayRepeat
  }
}
