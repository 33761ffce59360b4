/// Every row of a table to the byte, and the version that holds it, by the row's id.
struct PropertyVersions: Equatable {
  /// All columns as PostgreSQL writes them.
  var rows: [Int: String] = [:]
  /// `ctid` and `xmin`.
  var versions: [Int: String] = [:]

  init(_ database: inout PropertyDatabase) throws {
    let found = try database.texts(
      "SELECT id || '|' || ctid || ' ' || xmin || '|' || t::text FROM \(database.schema).clients t")
    for line in found {
      let parts = line.split(separator: "|", maxSplits: 2)
      guard parts.count == 3, let id = Int(parts[0]) else { continue }
      versions[id] = String(parts[1])
      rows[id] = String(parts[2])
    }
  }
}
