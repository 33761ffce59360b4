package import Basics

/// How many links a run made or moved, and how many there are.
package struct LinkCount: Equatable, Sendable {
  package var added = 0
  /// Those that lead to another row by now, and those that became spare or owners.
  package var moved = 0
  /// Those that an undo or a prune takes away.
  package var removed = 0
  /// The rows that have an owner, and the documents that only know a row.
  package var owners = 0
  package var spares = 0

  package init(added: Int = 0, moved: Int = 0, removed: Int = 0) {
    (self.added, self.moved, self.removed) = (added, moved, removed)
  }

  /// The same beside the numbers of all.
  package func with(_ totals: (owners: Int, spares: Int)) -> LinkCount {
    var count = self
    (count.owners, count.spares) = totals
    return count
  }

  /// Those that are written.
  package var changes: Int { added + moved + removed }

  /// As results have it.
  package var json: JSONValue {
    [
      "added": .integer(added), "moved": .integer(moved), "owners": .integer(owners),
      "removed": .integer(removed), "spares": .integer(spares),
    ]
  }

  /// As the journal has it.
  var written: JSONValue {
    ["added": .integer(added), "moved": .integer(moved), "removed": .integer(removed)]
  }
}
