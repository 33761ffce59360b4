/// What is known of the records of a whole read besides their rows in the stage.
struct StagedRecords: Sendable {
  /// All that were read.
  let read: Int
  /// Those of them that cannot be a row; the stage says why.
  let rejected: Int
  /// Those beside them that the mapping leaves out; they are in the stage, as rejected ones are.
  let excluded: Int
  /// Those of them that are equal to a row and not in the stage.
  let known: Int
  /// False when no two good records share a key.
  let mayHaveTwins: Bool

  /// Those in the stage that take no part in the comparison whatever else there is.
  var setAside: Int { rejected + excluded }

  init(_ stager: borrowing Stager) {
    (read, rejected, known) = (stager.read, stager.rejected, stager.known)
    excluded = stager.excluded
    mayHaveTwins = stager.mayHaveTwins
  }
}
