internal import Records

/// How many records of a read there are besides their rows in the stage.
struct StagedRecords: Sendable {
  /// All that were read, including rejected ones; under `--only`, of the named clients.
  private(set) var read = 0
  /// The records that cannot become rows; the stage says why.
  private(set) var rejected = 0
  /// The records that the mapping leaves out; they are in the stage, as rejected ones are.
  private(set) var excluded = 0
  /// The records that equal a row and are not in the stage.
  var known = 0

  /// The records in the stage that never take part in the comparison.
  var setAside: Int { rejected + excluded }

  /// Counts one more by what became of it.
  mutating func count(_ fate: RecordFate) {
    switch fate {
    case .staged: read += 1
    case .known:
      read += 1
      known += 1
    case .rejected:
      read += 1
      rejected += 1
    case .excluded: excluded += 1
    case .ignored: break
    }
  }
}
