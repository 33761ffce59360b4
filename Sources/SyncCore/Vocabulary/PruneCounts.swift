/// How many rows of the journal a prune deleted, or would delete.
package struct PruneCounts: Equatable, Sendable {
  package var runs: Int
  package var changes: Int
  package var rejections: Int
}
