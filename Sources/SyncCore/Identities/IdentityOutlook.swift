internal import Basics
internal import Engine

/// What is known of a plan of identities before it is carried out.
struct IdentityOutlook {
  let tables: IdentityTables
  let classes: [NamedCount]

  /// A sentence for each column that makes it slow to change an id.
  var warnings: [String] {
    var moved: [IdentityClass] = [.mismatched]
    if tables.setting.preference == .email { moved.append(.claimedTwice) }
    guard classes.contains(where: { $0.number > 0 && moved.map(\.rawValue).contains($0.name) })
    else { return [] }
    return tables.moves.repointing.columns.filter { !$0.column.isIndexed }.map { table, column in
      let rows =
        table.rows < 0 ? "all rows" : "about \(NumberText.counted(Int(table.rows), "row"))"
      return
        "references-unindexed: \(table.path(of: column)) has no index, so the run reads \(rows) of its table"
    }
  }
}
