package import PostgresDriver

/// Gives rows new ids, and every column that holds them with these: by one statement, in which each table stands once,
/// since a row can be changed once in it.
///
/// Foreign keys of every kind are checked at its end, when all columns agree again; a column that is left out fails it.
/// It runs under any search path.
package struct Repointing: Sendable {
  /// Takes how many rows of each column have followed, a row for each statement that has carried some.
  package static let followed = TemporaryTable("synctool_followed", " (place int4, rows int8)")

  private let holders: [HoldingTable]
  /// All columns but the ids themselves: their places are the numbers in `followed`.
  package let columns: [(table: HoldingTable, column: HoldingTable.Column)]
  private let own: (oid: Int64, name: String)

  /// `table` is one of the `holders`, and `id` the column of its ids.
  package init(_ holders: [HoldingTable], of table: TargetTable, id: String) {
    self.holders = holders
    own = (table.oid, id)
    columns = holders.flatMap { holder in
      holder.columns.filter { holder.oid != table.oid || $0.name != id }.map { (holder, $0) }
    }
  }

  /// True when ids that exist in no other table may stand in the columns for a moment.
  package var canPark: Bool { !holders.contains { $0.columns.contains(where: \.isPinned) } }

  /// The statement for `moves`, a query with `old_id` and `new_id`, each of them once at most; it returns no row, and
  /// with `counting` adds to `followed`.
  package func statement(_ name: String, moves: SQL, counting: Bool) -> PostgresStatement {
    let updates = holders.enumerated().map { place, holder -> SQL in
      "u\(place) AS (\(update(holder, counting: counting)))"
    }
    // Of what is materialized PostgreSQL does not know that no id stands twice in it, and hashes whole tables to be
    // joined with a few moves.
    return PostgresStatement(
      name,
      """
      WITH m AS NOT MATERIALIZED (\(moves)),
        \(updates.joined(separator: ",\n  "))
      \(counting ? counts : "SELECT 1 WHERE false")
      """)
  }

  static let tallied: SQL = "pg_temp.synctool_follows"

  /// The temporary table of `tally`, for ids of this type.
  package static func tallied(_ idType: SQL) -> TemporaryTable {
    TemporaryTable("synctool_follows", " (old_id \(idType), name text, rows int8)")
  }

  /// The statements that fill `tallied` with the rows of each column that would follow: `ids` is a query for the `old_id`s.
  package func tally(_ ids: SQL) -> [PostgresStatement] {
    columns.map { table, column in
      PostgresStatement(
        "count what would follow",
        """
        INSERT INTO \(Self.tallied)
        SELECT m.old_id, \(literal: table.path(of: column)), count(*)
        FROM (\(ids)) m JOIN \(table.sql) t ON \(column.holds("m.old_id", in: "t")) GROUP BY m.old_id
        """)
    }
  }

  /// How many rows of each column have followed so far.
  package func followed(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [NamedCount] {
    let question = PostgresStatement(
      "count what followed",
      "SELECT place::int8, sum(rows)::int8 FROM \(Self.followed.sql) GROUP BY place")
    let found = try connection.rows(question) { (result, row) throws(PostgresError) in
      (place: Int(try result.int64(row, 0)), rows: Int(try result.int64(row, 1)))
    }
    return columns.enumerated().map { place, holding in
      (holding.table.path(of: holding.column), found.first { $0.place == place }?.rows ?? 0)
    }
  }
}

// MARK: - The parts of the statement

extension Repointing {
  private func isOwn(_ holder: HoldingTable, _ column: HoldingTable.Column) -> Bool {
    holder.oid == own.oid && column.name == own.name
  }

  /// The number of a column in `followed`; nil for the ids themselves.
  private func place(_ holder: HoldingTable, _ column: HoldingTable.Column) -> Int? {
    columns.firstIndex { $0.table.oid == holder.oid && $0.column.name == column.name }
  }

  private func update(_ holder: HoldingTable, counting: Bool) -> SQL {
    guard holder.columns.count > 1 else { return updateOne(holder, holder.columns[0], counting) }
    let counted = holder.columns.enumerated().filter { place(holder, $1) != nil }
      .map { number, _ -> SQL in "m\(number).old_id IS NOT NULL AS c\(number)" }
    let returning: SQL = counting ? "RETURNING \(counted)" : ""
    return """
      UPDATE \(holder.sql) t SET \(assignments(holder))
      FROM (\(rows(of: holder))) r \(joins(holder))
      WHERE t.ctid \(SQL.equals) r.place AND t.tableoid \(SQL.equals) r.part \(returning)
      """
  }

  private func updateOne(
    _ holder: HoldingTable, _ column: HoldingTable.Column, _ counting: Bool
  ) -> SQL {
    let returning: SQL = counting && !isOwn(holder, column) ? "RETURNING 1" : ""
    return """
      UPDATE \(holder.sql) t SET \(identifier: column.name) = m.new_id::\(column.type)
      FROM m WHERE \(column.holds("m.old_id", in: "t")) \(returning)
      """
  }

  /// The rows with an id in some column, each once, with what the columns hold.
  private func rows(of holder: HoldingTable) -> SQL {
    let values = holder.columns.enumerated().map { number, column -> SQL in
      "t.\(identifier: column.name) AS c\(number)"
    }
    return holder.columns.map { column -> SQL in
      """
      SELECT t.ctid AS place, t.tableoid AS part, \(values) FROM m
        JOIN \(holder.sql) t ON \(column.holds("m.old_id", in: "t"))
      """
    }.joined(separator: " UNION ")
  }

  private func joins(_ holder: HoldingTable) -> SQL {
    holder.columns.enumerated().map { number, column -> SQL in
      let m: SQL = "m\(number)"
      let parts: SQL = column.parts.map { "AND r.part \(SQL.equals) ANY (\($0))" } ?? ""
      return """
        LEFT JOIN m \(m) ON r.c\(number) \(SQL.equals) \(column.compared("\(m).old_id")) \(parts)
        """
    }.joined(separator: " ")
  }

  private func assignments(_ holder: HoldingTable) -> [SQL] {
    holder.columns.enumerated().map { number, column in
      let name = SQL(identifier: column.name)
      return
        "\(name) = CASE WHEN m\(number).old_id IS NULL THEN t.\(name) ELSE m\(number).new_id::\(column.type) END"
    }
  }

  /// A row for each column that is counted.
  private var counts: SQL {
    let parts = holders.enumerated().flatMap { number, holder in
      holder.columns.enumerated().compactMap { column, held -> SQL? in
        guard let place = place(holder, held) else { return nil }
        let filter: SQL = holder.columns.count > 1 ? "FILTER (WHERE c\(column))" : ""
        return "SELECT \(place), pg_catalog.count(*) \(filter) FROM u\(number)"
      }
    }
    if parts.isEmpty { return "SELECT 1 WHERE false" }
    return """
      INSERT INTO \(Self.followed.sql) (place, rows) SELECT x.* FROM (\(parts.joined(separator: " UNION ALL "))) x (place, rows)
        WHERE x.rows OPERATOR(pg_catalog.>) 0
      """
  }
}

extension HoldingTable.Column {
  /// An id as it is compared with the column, under any search path.
  package func compared(_ id: SQL) -> SQL {
    switch comparison {
    case .asIs: id
    case .number: "\(id)::pg_catalog.numeric"
    case .text(let collation): "\(id)::pg_catalog.text COLLATE \(collation)"
    }
  }

  /// True, under any search path, for rows `row` in which it holds the id.
  func holds(_ id: SQL, in row: SQL) -> SQL {
    let own: SQL = "\(row).\(identifier: name) \(SQL.equals) \(compared(id))"
    return parts.map { "\(own) AND \(row).tableoid \(SQL.equals) ANY (\($0))" } ?? own
  }
}
