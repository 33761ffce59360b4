package import PostgresDriver

/// The links between the documents of one collection and the rows of one table, as SQL: nothing outside the journal
/// speaks of its tables.
package struct LinkSet: Sendable {
  /// The table.
  private let schema: String
  private let name: String
  /// `database.collection`, without a host: it stays the same when a server is renamed.
  package let source: String

  package init(_ table: TargetTable, source: String) {
    (schema, name) = (table.schema, table.name)
    self.source = source
  }

  /// The set's number; NULL as long as the two were never linked.
  private var number: SQL {
    """
    (SELECT n.id FROM synctool.link_sets n WHERE n.table_schema = \(literal: schema)
      AND n.table_name = \(literal: name) AND n.source = \(literal: source))
    """
  }

  /// Gives the set a number if it has none.
  fileprivate var entry: PostgresStatement {
    PostgresStatement(
      "number the links",
      """
      INSERT INTO synctool.link_sets (table_schema, table_name, source)
      SELECT \(literal: schema), \(literal: name), \(literal: source) WHERE \(number) IS NULL
      """)
  }

  fileprivate var numbering: PostgresStatement {
    PostgresStatement("read the number of the links", "SELECT \(number)::int8")
  }

  /// The links as a relation with `source_id`, `target_id` (text) and `spare`.
  package var rows: SQL {
    "(SELECT l.source_id, l.target_id, l.spare FROM synctool.links l WHERE l.link_set = \(number))"
  }

  /// Whether there are none.
  package var isEmpty: Question<Bool> {
    .bool(PostgresStatement("look for links", "SELECT NOT EXISTS (SELECT FROM \(rows) l)"))
  }

  /// Reads the rows' ids and the documents that own them, as two fields of a binary COPY.
  package var owners: PostgresStatement {
    PostgresStatement(
      "read the links",
      """
      COPY (SELECT o.target_id, o.source_id FROM \(rows) o WHERE NOT o.spare) TO STDOUT (FORMAT binary)
      """)
  }

  /// The link of one document, as the same; by the index, however many there are.
  package func link(of sourceID: SQL) -> SQL {
    """
    (SELECT l.source_id, l.target_id, l.spare FROM synctool.links l
      WHERE l.link_set = \(number) AND l.source_id = \(sourceID) LIMIT 1)
    """
  }

  /// How many rows have an owner, and how many links are spare.
  package var totals: Question<(owners: Int, spares: Int)> { Self.totals(of: "\(rows) l") }

  /// The same of links `l` that SQL after FROM selects.
  static func totals(of links: SQL) -> Question<(owners: Int, spares: Int)> {
    let question = PostgresStatement(
      "count the links",
      "SELECT count(*) FILTER (WHERE NOT l.spare), count(*) FILTER (WHERE l.spare) FROM \(links)")
    return .row(question) { (result, row) throws(PostgresError) in
      (Int(try result.int64(row, 0)), Int(try result.int64(row, 1)))
    }
  }
}

/// Writes the links of a run, within its transaction.
package struct LinkRecorder: Sendable {
  private let run: Int64
  private let number: Int64

  /// Gives the set a number if it has none.
  package init(
    _ set: LinkSet, _ recorder: ChangeRecorder, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    run = recorder.run
    try connection.execute(set.entry)
    number = try connection.int64(set.numbering)
  }

  /// Makes the links that `links` selects, as `source_id`, `target_id` and `spare`, for documents that have none; returns
  /// how many. One `_id` that several records have, as those of a dump may, gets none: nobody could say which row is meant.
  package func add(_ links: SQL, on connection: inout PostgresConnection) throws(PostgresError)
    -> Int
  {
    let insert: SQL = """
      INSERT INTO synctool.links (link_set, source_id, target_id, spare, run)
      SELECT \(number), n.source_id, n.target_id, n.spare, \(run) FROM (\(links)) n
      """
    connection.queue(PostgresStatement(Self.adding, "SAVEPOINT links"))
    do throws(PostgresError) {
      let count = try connection.execute(PostgresStatement(Self.adding, insert))
      connection.queue(PostgresStatement(Self.adding, "RELEASE SAVEPOINT links"))
      return count
    } catch {
      // To look for such beforehand would take longer than all else of a million links.
      guard error.sqlState == .uniqueViolation, error.schema == "synctool" else { throw error }
    }
    try connection.executeScript(
      PostgresStatement(Self.adding, "ROLLBACK TO SAVEPOINT links; RELEASE SAVEPOINT links"))
    return try connection.execute(
      PostgresStatement(
        Self.adding,
        """
        \(insert) WHERE n.source_id IN (
          SELECT m.source_id FROM (\(links)) m GROUP BY m.source_id HAVING count(*) = 1)
          AND NOT EXISTS (SELECT FROM synctool.links l WHERE l.link_set = \(number) AND l.source_id = n.source_id)
        """))
  }

  private static let adding = "write new links"

  /// Throws where the run has given a row a second owner: that would be a fault of this tool, and nothing is written.
  package func check(on connection: inout PostgresConnection) throws(PostgresError) {
    try Self.check("l.link_set = \(number) AND l.run = \(run)", on: &connection)
  }

  /// The same of the links `l` for which the condition is true.
  static func check(
    _ condition: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let question = PostgresStatement(
      "look for rows with two owners",
      """
      SELECT count(*) FROM synctool.links l JOIN synctool.links o
        ON o.link_set = l.link_set AND o.target_id = l.target_id AND o.source_id <> l.source_id AND NOT o.spare
      WHERE \(condition) AND NOT l.spare
      """)
    let rows = try connection.int64(question)
    if rows > 0 { throw .journal(question.name, "\(rows) links would give a row a second owner") }
  }

  /// A link `l` of the table, as the journal keeps it.
  static let before: SQL = """
    jsonb_build_object('set', l.link_set, 'source', encode(l.source_id, 'hex'), 'target', l.target_id,
      'spare', l.spare, 'run', l.run)
    """

  /// Removes the links that `links` selects, as `source_id` with the `key` besides; returns how many.
  package func remove(
    _ links: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let gone: SQL = "(\(links)) n WHERE l.link_set = \(number) AND l.source_id = n.source_id"
    try connection.execute(
      PostgresStatement(
        "record what becomes of links",
        """
        INSERT INTO \(ChangeRecorder.table) (run, row_xmin, action, key, target_id, link_before)
        SELECT \(run), '0', \(ChangeRecorder.link), coalesce(n.key, ''), l.target_id, \(Self.before)
        FROM synctool.links l, \(gone)
        """))
    return try connection.execute(
      PostgresStatement("remove links", "DELETE FROM synctool.links l USING \(gone)"))
  }

  /// Moves the links of documents to what `links` selects, with the `key` besides; returns how many were not so already.
  package func move(
    _ links: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let moved: SQL = """
      (\(links)) n WHERE l.link_set = \(number) AND l.source_id = n.source_id
        AND (l.target_id, l.spare) <> (n.target_id, n.spare)
      """
    try connection.execute(
      PostgresStatement(
        "record what becomes of links",
        """
        INSERT INTO \(ChangeRecorder.table) (run, row_xmin, action, key, target_id, link_before, link_after)
        SELECT \(run), '0', \(ChangeRecorder.link), n.key, n.target_id, \(Self.before),
          jsonb_build_object('target', n.target_id, 'spare', n.spare)
        FROM synctool.links l, \(moved)
        """))
    return try connection.execute(
      PostgresStatement(
        "move links",
        """
        UPDATE synctool.links l SET target_id = n.target_id, spare = n.spare, run = \(run) FROM \(moved)
        """))
  }
}
