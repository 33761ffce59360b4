internal import Engine

extension Settings {
  /// The links of the source with a table; nil where the run keeps none, and for a file that stands for no collection.
  func links(of table: TargetTable, _ state: RunState) -> LinkSet? {
    guard state.keepsLinks else { return nil }
    return linkSource.map { LinkSet(table, source: $0) }
  }
}
