internal import Basics
internal import Engine
internal import PostgresDriver

/// Looks up clients in the journal.
struct HistoryLook {
  /// Entries shown per client.
  static let limit = 50

  private let reader: JournalReader
  private let changes: ClientChanges
  private let state: JournalState

  /// `state` is the journal's, `columns` are those of the client's table.
  init(_ client: JournaledTable, _ state: JournalState, _ columns: JournalColumns) {
    reader = JournalReader(schema: client.table.schema, table: client.table.name)
    changes = ClientChanges(reader, client, columns)
    self.state = state
  }

  /// What runs did to the client, under its key or to a row while it was the client's, and what they did
  /// not write; `ids` are those of its rows today.
  func history(
    ofKey key: String, ids: [String], on connection: inout PostgresConnection
  ) throws(PostgresError) -> ClientHistory {
    switch state {
    case .absent, .empty: return .none("no journal is kept; synctool init creates one")
    case .foreign: return .none("no journal is kept: the schema synctool holds something else")
    case .hidden(let rights):
      let which = rights.hasPrefix("USAGE") ? "" : ": it lacks \(rights)"
      return .none("this role may not read the journal\(which)")
    case .untrusted, .version, .damaged:
      if let need = state.need { return .none("\(need.message); \(need.hint)") }
    }
    do throws(PostgresError) {
      return .entries(try entries(key, ids, &connection))
    } catch {
      if error.sqlState == .insufficientPrivilege {
        return .none("this role may not read the journal")
      }
      // A word that is not known concerns the past alone: it keeps nobody from seeing the client, or repairing it.
      guard error.kind == .protocolMisuse, connection.isUsable else { throw error }
      return .none("\(error.message); \(error.hint)")
    }
  }

  private func entries(
    _ key: String, _ ids: [String], _ connection: inout PostgresConnection
  ) throws(PostgresError) -> [HistoryEntry] {
    let (changes, rejections) = try connection.ask(
      changes.question(ofKey: key, ids: ids, limit: Self.limit)
        .and(reader.rejections(ofKey: key, limit: Self.limit)))
    let all = changes + rejections
    // Stable, so that the entries of one run stay in order.
    let order = all.indices.sorted { (all[$1].run, $0) < (all[$0].run, $1) }
    let shown = order.prefix(Self.limit).map { all[$0] }
    let found = try JournalReader.ask(reader.runs(Set(shown.map(\.run))), on: &connection)
    let runs = Dictionary(found.map { ($0.id, $0) }) { $1 }
    return shown.map { run, entry in
      HistoryEntry(
        run: run, command: runs[run]?.command, startedAt: runs[run]?.startedAt, entry: entry)
    }
  }
}
