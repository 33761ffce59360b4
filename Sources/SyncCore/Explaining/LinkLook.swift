internal import Engine
internal import PostgresDriver
internal import Records

/// Looks up who owns the rows of clients, and which rows their records own.
struct LinkLook {
  private let links: LinkSet
  private let tables: PlanTables
  /// The rows with the keys asked about, by the bytes of the key.
  private let rows: [[UInt8]: [LinkSet.OwnedRow]]

  /// Finds the owners of the rows that have these keys.
  init(
    _ links: LinkSet, _ tables: PlanTables, _ keys: [String],
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    (self.links, self.tables) = (links, tables)
    let condition: SQL = "\(tables.targetKey) = ANY ($1::text[])"
    let found = try connection.ask(
      links.owners(of: tables.keyedRows(where: condition), [.texts(keys)]))
    rows = Dictionary(grouping: found) { Array($0.key.utf8) }
  }

  /// The documents that own them.
  var owners: RowOwners { RowOwners(rows.values.joined().compactMap(\.owner)) }

  /// Adds what the links say to the clients, which come in the order of the names.
  func read(
    into clients: inout [Explanation], _ hits: FoundClients,
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let ids = hits.records.joined().compactMap(\.id)
    let found = try connection.ask(links.links(of: ids, to: tables.keyedRows(where: "true")))
    let links = Dictionary(found.map { ($0.document, $0) }) { first, _ in first }
    for (place, key) in hits.names.keys.enumerated() {
      let records = hits.records[place]
      let rows = rows[Array(key.utf8)] ?? []
      let own = Set(records.compactMap(\.id))
      clients[place].links =
        rows.map { link(of: $0, own, hits.owners) }
        + records.compactMap { link(of: $0, rows, links) }
    }
  }

  private func link(of row: LinkSet.OwnedRow, _ own: Set<[UInt8]>, _ owners: RowOwners)
    -> ExplainedLink
  {
    guard let owner = row.owner else {
      return ExplainedLink(situation: .unowned, sourceID: nil, rowID: row.id)
    }
    var link = ExplainedLink(
      situation: .own, sourceID: SourceID.text(of: owner.span), rowID: row.id)
    if own.contains(owner) { return link }
    switch owners.presence(owner) {
    case .gone: link.situation = .ownerGone
    case .there(nil): link.situation = .noEmail
    case .there(let key?):
      (link.situation, link.email) = (.movedAway, String(decoding: key, as: UTF8.self))
    }
    return link
  }

  /// nil where nothing is to be said of the record besides what is said of its row.
  private func link(
    of record: FoundRecord, _ rows: [LinkSet.OwnedRow], _ links: [[UInt8]: LinkSet.FoundLink]
  ) -> ExplainedLink? {
    guard let id = record.id, let sourceID = record.sourceID else { return nil }
    guard let link = links[id] else {
      if rows.contains(where: { $0.owner == nil }) { return nil }
      return ExplainedLink(situation: .unlinked, sourceID: sourceID, rowID: nil)
    }
    if link.isSpare {
      return ExplainedLink(situation: .spare, sourceID: sourceID, rowID: link.rowID)
    }
    if rows.contains(where: { $0.owner == id }) { return nil }
    return ExplainedLink(
      situation: link.isThere ? .renamed : .rowGone, sourceID: sourceID, rowID: link.rowID,
      email: link.key)
  }
}
