/// Another session that changes, deletes and replaces rows, adds some, and refers to others.
struct PropertyMeddler {
  var random: PropertyRandom
  /// The ids of the rows that it wrote.
  private(set) var touched: Set<Int> = []
  /// The ids of the rows that it refers to.
  private(set) var referenced: Set<Int> = []

  init(random: PropertyRandom) { self.random = random }

  mutating func meddle(
    with table: PropertyVersions, _ database: inout PropertyDatabase
  ) throws {
    let clients = "\(database.schema).clients"
    for id in table.rows.keys.sorted() {
      if random.chance(15) {
        referenced.insert(id)
        try database.run("INSERT INTO \(database.schema).sensors VALUES (\(id))")
      }
      guard random.chance(30) else { continue }
      touched.insert(id)
      try database.run(
        random.pick([
          "UPDATE \(clients) SET phone = '999' WHERE id = \(id)",
          "UPDATE \(clients) SET name = left(name, 200) || '!' WHERE id = \(id)",
          "UPDATE \(clients) SET id = id WHERE id = \(id)",
          "UPDATE \(clients) SET address = '1', updatedat = NULL WHERE id = \(id)",
          "DELETE FROM \(clients) WHERE id = \(id)",
          """
          CREATE TEMP TABLE again AS SELECT * FROM \(clients) WHERE id = \(id);
          DELETE FROM \(clients) WHERE id = \(id);
          INSERT INTO \(clients) SELECT * FROM again; DROP TABLE again
          """,
        ]))
    }
    try database.run(
      "INSERT INTO \(clients) (name, email) VALUES ('Stranger', 'stranger@meddler.test')")
  }
}
