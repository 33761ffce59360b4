import PostgresDriver
import Records

/// Tables that refer to an application's users in random ways, each row of which says in `owner` by the `tag` of a
/// user's row whose it is.
struct IdentityGraph {
  /// A table: how it refers to the users, or to another table's column of their ids.
  struct Table {
    var name: String
    /// The columns that hold ids, and what stands behind their types.
    var columns: [(name: String, reference: String)]
    /// True where others may refer to its first column.
    var isUnique: Bool
    var isPartitioned: Bool
  }

  let tables: [Table]

  init(_ random: inout PropertyRandom, schema: String) {
    var tables: [Table] = []
    for number in 0..<(2 + random.below(7)) {
      let isUnique = random.chance(30)
      let isPartitioned = !isUnique && random.chance(25)
      var columns: [(name: String, reference: String)] = []
      for place in 0..<(1 + (isUnique ? 0 : random.below(3))) {
        let keys = tables.filter(\.isUnique).map { "\(schema).\($0.name) (u0)" }
        let target = random.pick(keys + ["\(schema).people", "\(schema).people"])
        columns.append(("u\(place)", "REFERENCES \(target) \(random.pick(Self.rules))"))
      }
      tables.append(
        Table(
          name: "t\(number)", columns: columns, isUnique: isUnique, isPartitioned: isPartitioned))
    }
    self.tables = tables
  }

  private static let rules = [
    "", "ON UPDATE RESTRICT", "ON UPDATE CASCADE", "ON UPDATE SET NULL", "DEFERRABLE",
    "DEFERRABLE INITIALLY DEFERRED", "ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
  ]

  /// The statements that make the tables and fill them; `rows` are the tags of the users' rows.
  func script(
    _ schema: String, type: String, rows: [Int], id: (Int) -> String,
    _ random: inout PropertyRandom
  ) -> String {
    var script = ""
    for table in tables {
      let owners = table.columns.indices.map { "owner\($0) int" }
      let columns = table.columns.map { "\($0.name) \(type) \($0.reference)" }
      let key = table.isUnique ? ["PRIMARY KEY (u0)"] : []
      let split = table.isPartitioned ? " PARTITION BY HASH (u0)" : ""
      script += """
        CREATE TABLE \(schema).\(table.name) (\((owners + columns + key).joined(separator: ", ")))\(split);\n
        """
      if table.isPartitioned {
        for part in 0..<2 {
          script += """
            CREATE TABLE \(schema).\(table.name)_\(part) PARTITION OF \(schema).\(table.name)
              FOR VALUES WITH (MODULUS 2, REMAINDER \(part));\n
            """
        }
      }
      if random.chance(70), !table.isUnique {
        script += "CREATE INDEX ON \(schema).\(table.name) (u0);\n"
      }
      script += fill(table, schema, rows: rows, id: id, &random)
    }
    return script
  }

  /// A unique table has every user once, so that whatever refers to it finds its row.
  private func fill(
    _ table: Table, _ schema: String, rows: [Int], id: (Int) -> String,
    _ random: inout PropertyRandom
  ) -> String {
    if rows.isEmpty { return "" }
    var values: [String] = []
    for row in table.isUnique ? rows : (0..<random.below(30)).map({ _ in random.pick(rows) }) {
      let owners = table.columns.indices.map { $0 == 0 ? row : random.pick(rows) }
      values.append("(" + (owners.map { "\($0)" } + owners.map(id)).joined(separator: ", ") + ")")
    }
    if values.isEmpty { return "" }
    return "INSERT INTO \(schema).\(table.name) VALUES \(values.joined(separator: ", "));\n"
  }

  /// Selects the rows that name somebody else than they should.
  func strays(_ schema: String) -> String {
    tables.flatMap { table in
      table.columns.indices.map { place in
        """
        SELECT '\(table.name).u\(place)' FROM \(schema).\(table.name) t
          JOIN \(schema).people p ON p.tag = t.owner\(place) WHERE t.u\(place) IS DISTINCT FROM p.id
        """
      }
    }.joined(separator: " UNION ALL ")
  }

  /// Selects how many rows each table has.
  func sizes(_ schema: String) -> String {
    (tables.map(\.name) + ["people"]).map {
      "SELECT '\($0) ' || count(*) FROM \(schema).\($0)"
    }.joined(separator: " UNION ALL ")
  }
}

extension IdentityGraph {
  /// Makes the schema anew: the model's users and rows, these with emails of the type, and random tables that refer to
  /// them.
  static func make(
    _ model: IdentityModel, _ type: String, email: String, _ database: inout PropertyDatabase,
    _ random: inout PropertyRandom
  ) throws -> IdentityGraph {
    let schema = database.schema
    let graph = IdentityGraph(&random, schema: schema)
    try database.run(
      """
      SET client_min_messages = warning;
      DROP SCHEMA IF EXISTS \(schema) CASCADE; CREATE SCHEMA \(schema);
      CREATE TABLE \(schema).users (id \(type) PRIMARY KEY, email text);
      CREATE TABLE \(schema).people (id \(type) PRIMARY KEY, email \(email), tag int);
      \(IdentityPropertyTests.insert(model.users, "\(schema).users", type))
      \(IdentityPropertyTests.insert(model.rows, "\(schema).people", type))
      UPDATE \(schema).people SET tag = right(id::text, 2)::int;
      \(graph.script(schema, type: type, rows: model.rows.map { $0.id + 10 },
        id: { IdentityPropertyTests.id($0 - 10, type) }, &random))
      """)
    return graph
  }
}
