package import PostgresDriver
internal import Records

/// What runs wrote to one client: under its key, or to a row while it was the client's.
///
/// An id alone identifies nobody: ids are given out again after a restore, a TRUNCATE or a reset of
/// their sequence. What the journal has of an id therefore falls into lives, and a life is a client's when
/// one of its changes has the client's key, or the client's row still holds what the last of them wrote: then
/// somebody else has changed its email.
package struct ClientChanges {
  /// The newest changes are looked at, up to this many.
  private static let most = 1000

  /// One change with what links it to others of its row.
  private struct Link {
    var run: Int64
    var entry: PlanEntry
    /// The column of the id, and the id: ids of different columns are unrelated.
    var row: [String]
    /// The folded keys that the row had before the change and after it.
    var before: String
    var after: String
    var isOwn: Bool
    /// True when the client's row of today holds what the change wrote, besides email and time.
    var isHeld: Bool
  }

  private let reader: JournalReader
  private let client: JournaledTable
  private let columns: JournalColumns

  /// `client` gives the columns for runs that have not recorded theirs.
  package init(_ reader: JournalReader, _ client: JournaledTable, _ columns: JournalColumns) {
    (self.reader, self.client, self.columns) = (reader, client, columns)
  }

  /// The newest first; `ids` are those of the rows that have the key today.
  package func question(
    ofKey key: String, ids: [String], limit: Int
  ) -> Question<[(run: Int64, entry: PlanEntry)]> {
    links(key, ids).map { Array(Self.shown($0).prefix(limit)) }
  }

  /// The changes of the lives that are the client's.
  private static func shown(_ links: [Link]) -> [(run: Int64, entry: PlanEntry)] {
    var lives: [[String]: [Int]] = [:]
    var isShown = Array(repeating: false, count: links.count)
    var newest: [[String]: Int] = [:]
    for (place, link) in links.enumerated() where newest[link.row] == nil {
      newest[link.row] = place
    }
    // The oldest first; lives still in progress are found in the table by their rows.
    for (place, link) in links.enumerated().reversed() {
      var life = lives[link.row] ?? []
      if let last = life.last.map({ links[$0] }),
        link.entry.action == .create || last.entry.action == .delete
          || !last.after.utf8.elementsEqual(link.before.utf8)
      {
        life = []
      }
      life.append(place)
      lives[link.row] = life
      let isHeld = link.isHeld && newest[link.row] == place
      if link.isOwn || isHeld || isShown[life[0]] { for place in life { isShown[place] = true } }
    }
    return links.indices.filter { isShown[$0] }.map { (links[$0].run, links[$0].entry) }
  }

  private func links(_ key: String, _ ids: [String]) -> Question<[Link]> {
    let column: SQL = "coalesce(r.key_column, $5)"
    let folded = { (email: SQL) -> SQL in
      "lower(btrim(\(email), E' \\t\\n\\x0b\\f\\r') COLLATE \"C\")"
    }
    let question = PostgresStatement(
      "read a client's changes from the journal",
      """
      WITH seen AS MATERIALIZED (
        SELECT c.*, c.ctid AS place, coalesce(r.id_column, $6) AS id_column,
          coalesce(\(folded("c.before ->> \(column)")), \(folded("c.key"))) AS old_key,
          coalesce(\(folded("c.after ->> \(column)")), \(folded("c.key"))) AS new_key,
          \(isOwn) AS own, coalesce(r.id_column, $6) = $6 AND \(isHeld) AS held,
          \(RunMemory.matchRule) AS rule
        FROM synctool.changes c JOIN synctool.runs r ON r.id = c.run
          LEFT JOIN (SELECT t.\(client.id)::text AS id, \(client.table.image("t")) AS image
            FROM \(client.table.sql) t
            WHERE t.\(client.id) = ANY ($4::text[]::\(client.idType)[])) t ON t.id = c.target_id
        WHERE \(RunTable.isOfTable) AND \(ChangeRecorder.isOfRow)
      )
      SELECT \(JournalReader.changeColumns), c.id_column, c.old_key, c.new_key, c.own, c.held, c.rule
      FROM seen c
      WHERE (c.id_column, c.target_id) IN (
        SELECT s.id_column, s.target_id FROM seen s WHERE s.own OR s.held)
      ORDER BY c.run DESC, c.place DESC LIMIT \(Self.most)
      """,
      [
        .text(reader.schema), .text(reader.table), .text(key), .texts(ids),
        .text(client.keyName), .text(client.idName),
      ])
    return .rows(question) { [columns] (result, row) throws(PostgresError) -> Link in
      let (run, entry) = try JournalReader.change(result, row, columns)
      // Whose change it is depends on the rule: an unknown one is never taken for a known one.
      if let rule = try result.stringIfPresent(row, 11) {
        _ = try JournalWord.match.read(rule, of: run)
      }
      return Link(
        run: run, entry: entry,
        row: [try result.string(row, 6), try result.string(row, 3)],
        before: try result.string(row, 7), after: try result.string(row, 8),
        isOwn: try result.bool(row, 9), isHeld: try result.bool(row, 10))
    }
  }

  /// True for a change `c` some column of which says who the row `t` is, and none something else.
  private var isHeld: SQL {
    let names = [client.keyName, client.timeName].compactMap(\.self).map(SQL.init(literal:))
    let values: SQL = "(coalesce(c.after, '{}') - ARRAY[\(names)])"
    return """
      (t.image IS NOT NULL AND \(values) <> '{}' AND t.image @> \(values))
      """
  }

  /// True for a change `c` of a run `r` under the key $3, by the rule of the run.
  ///
  /// Where this client's key has case and the run's had none, the row must be one of the client's too:
  /// another spelling is another client.
  private var isOwn: SQL {
    if client.match == .casefold { return "lower(c.key) = $3 AND $4::text[] IS NOT NULL" }
    return """
      c.key = $3 OR coalesce(\(RunMemory.matchRule), '') <> \(MatchRule.exact)
        AND c.key = lower($3 COLLATE "C") AND c.target_id = ANY ($4::text[])
      """
  }
}
