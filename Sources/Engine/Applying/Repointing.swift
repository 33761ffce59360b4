package import PostgresDriver

/// Gives rows new ids, and every column that holds them with these: by one statement, in which each table stands once,
/// since a row can be changed once in it.
///
/// Foreign keys of every kind are checked at its end, when all columns agree again; a column that is left out fails it.
/// It runs under any search path.
package struct Repointing: Sendable {
  /// Takes how many rows of each column have followed, a row for each statement that has carried some; without a place
  /// how many did not, because a trigger kept them as they were.
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

  /// The tables' oids, as SQL.
  var oids: [SQL] { holders.map { "\(literal: "\($0.oid)")" } }

  /// True when ids that exist in no other table may stand in the columns for a moment.
  package var canPark: Bool { !holders.contains { $0.columns.contains(where: \.isPinned) } }

  /// How many rows did not follow, as SQL under any search path.
  package static let lost: SQL = """
    (SELECT coalesce(pg_catalog.sum(f.rows), 0)::pg_catalog.int8 FROM \(followed.sql) f WHERE f.place IS NULL)
    """

  /// The least number that any of the columns holds, as SQL for ids that are integers: those without a foreign key may
  /// hold some that are nobody's.
  var least: SQL {
    let minima = holders.flatMap { holder in
      holder.columns.map { column -> SQL in
        "(SELECT min(\(column.number(in: "t"))) FROM \(holder.sql) t)"
      }
    }
    return "least(0, \(minima))"
  }

  /// The statement for `moves`, a query with `old_id` and `new_id`, each of them once at most; it returns no row, and
  /// adds to `followed`, with `counting` also what has followed.
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
      \(counts(counting))
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
      "SELECT place::int8, sum(rows)::int8 FROM \(Self.followed.sql) WHERE place IS NOT NULL GROUP BY place"
    )
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
    let others = holder.columns.enumerated().filter { place(holder, $1) != nil }
    var returned =
      counting
      ? others.map { number, _ -> SQL in "m\(number).old_id IS NOT NULL AS c\(number)" } : []
    if holder.hasTriggers {
      returned += others.map { "\(arrived($1, "m\($0)")) AS k\($0)" }
    }
    let returning: SQL = returned.isEmpty ? "" : "RETURNING \(returned)"
    return """
      UPDATE \(holder.sql) t SET \(assignments(holder))
      FROM (\(rows(of: holder))) r \(joins(holder))
      WHERE t.ctid \(SQL.equals) r.place AND t.tableoid \(SQL.equals) r.part \(returning)
      """
  }

  private func updateOne(
    _ holder: HoldingTable, _ column: HoldingTable.Column, _ counting: Bool
  ) -> SQL {
    let isCounted = !isOwn(holder, column) && (counting || holder.hasTriggers)
    let returning: SQL = isCounted ? "RETURNING \(arrived(column, "m")) AS k0" : ""
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

  /// True for an updated row `t` that holds what the row of `moves` says.
  private func arrived(_ column: HoldingTable.Column, _ m: SQL) -> SQL {
    "t.\(identifier: column.name) \(SQL.equals) \(column.compared("\(m).new_id"))"
  }

  /// A row for each column that is counted, and for each of which rows may have been kept as they were.
  private func counts(_ counting: Bool) -> SQL {
    let parts = holders.enumerated().flatMap { number, holder in
      holder.columns.enumerated().flatMap { column, held -> [SQL] in
        guard let place = place(holder, held) else { return [] }
        let filter: SQL = holder.columns.count > 1 ? "FILTER (WHERE c\(column))" : ""
        return
          (counting
          ? ["SELECT \(place), pg_catalog.count(*) \(filter) FROM u\(number)"] : [])
          + (holder.hasTriggers
            ? [
              """
              SELECT NULL::pg_catalog.int4,
                (SELECT pg_catalog.count(*) FROM m JOIN \(holder.sql) t ON \(held.holds("m.old_id", in: "t")))
                  OPERATOR(pg_catalog.-) pg_catalog.count(*) FILTER (WHERE k\(column)) FROM u\(number)
              """
            ] : [])
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

  /// Its value as a number, of those that an integer could be; NULL for any other.
  func number(in row: SQL) -> SQL {
    let value: SQL = "\(row).\(identifier: name)"
    switch comparison {
    case .asIs: return value
    case .number: return "CASE WHEN \(value) >= -9223372036854775808 THEN floor(\(value)) END"
    case .text:
      return #"CASE WHEN \#(value) COLLATE "C" ~ '^-[0-9]{1,19}$' THEN \#(value)::numeric END"#
    }
  }

  /// True, under any search path, for rows `row` in which it holds the id.
  func holds(_ id: SQL, in row: SQL) -> SQL {
    let own: SQL = "\(row).\(identifier: name) \(SQL.equals) \(compared(id))"
    return parts.map { "\(own) AND \(row).tableoid \(SQL.equals) ANY (\($0))" } ?? own
  }
}
