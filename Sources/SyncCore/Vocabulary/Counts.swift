/// How many records met which fate in one run.
///
/// `read` is always the sum of the fates; `orphan` counts target rows and is no part of it.
package struct Counts: Equatable, Sendable {
  package var create = 0
  package var update = 0
  package var unchanged = 0
  package var differs = 0
  package var duplicate = 0
  /// Those of the duplicates that lost to no other record: none with their key is written.
  package var unresolved = 0
  package var rejected = 0
  package var failed = 0
  /// Target rows with no record in the source; under `--only`, of the clients named there.
  package var orphan = 0
  /// Records that the mapping's `where` leaves out; no part of `read`.
  package var excluded = 0
  /// Target rows of such records, which are no orphans.
  package var excludedRows = 0
  /// Of an undo alone, as `kept`.
  package var delete = 0
  package var kept = 0

  package init() {}

  /// The records that the source delivered.
  package var read: Int {
    create + update + unchanged + differs + duplicate + rejected + failed + delete + kept
  }

  /// The records that met one fate; all but the unchanged ones have an action.
  package subscript(action: Action) -> Int {
    switch action {
    case .create: create
    case .update: update
    case .differs: differs
    case .duplicate: duplicate
    case .rejected: rejected
    case .failed: failed
    case .delete: delete
    case .kept: kept
    }
  }

  /// What is counted beside the records read, by the words that people read; what a mapping leaves out is
  /// there when it leaves something out.
  package var beside: [(name: String, number: Int)] {
    let excluded =
      excluded + excludedRows == 0
      ? [] : [(name: "excluded", number: excluded), (name: "excluded rows", number: excludedRows)]
    return [(name: "orphan", number: orphan)] + excluded
  }

  /// The rows that the run writes or would write.
  package var changes: Int { create + update + delete }
}
