internal import Basics
internal import Engine

extension Explanation {
  /// Compares record and row in the mapped columns, from what the plan says of them, so that nothing is compared
  /// twice with different results.
  mutating func compare(_ columns: [String]) {
    let fates: [NextStep.Fate] = [.action(.update), .action(.differs), .unchanged]
    guard rows.count == 1, isOwn(rows[0]), fates.contains(withoutForce.fate) else { return }
    comparison = columns.map { name in
      let value = rows[0].columns.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
      return ComparedColumn(
        name: name, value: value ?? .null,
        changes: withoutForce.changes.filter { Self.column(of: $0, columns) == name })
    }
  }

  /// A row with the client's email may belong to somebody else, and the client's own have another one.
  private func isOwn(_ row: ExplainedRow) -> Bool {
    guard let links else { return true }
    return links.contains {
      $0.rowID == row.id && [.own, .unowned, .spare].contains($0.situation)
    }
  }

  /// A change's path begins with its column; of two candidates the longer one is meant.
  private static func column(of change: Change, _ columns: [String]) -> String? {
    let fitting = columns.filter { name in
      change.path.utf8.elementsEqual(name.utf8) || change.path.utf8.starts(with: (name + ".").utf8)
        || change.path.utf8.starts(with: (name + "[").utf8)
    }
    return fitting.max { $0.utf8.count < $1.utf8.count }
  }
}
