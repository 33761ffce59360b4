internal import Basics
internal import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Reads the users and their clients into the temporary tables; the users first, whose clients are there by then.
struct AssignmentReader {
  /// The most clients that are asked for by name.
  private static let fewClients = 1000

  let tables: AssignmentTables
  let users: DocumentSource
  let clients: DocumentSource
  let observer: any RunObserver

  /// How many there are of each; of the clients nil where only those were read whom users have. `unseen` are the fields that none of
  /// all users has, each with its option.
  typealias Found = (users: Int, clients: Int?, unseen: [(field: FieldPath, option: String)])

  /// Throws what `DocumentSource.read` throws, and `PostgresError`.
  func read(on connection: inout PostgresConnection) throws -> Found {
    // Nothing waits while the source may keep the run waiting: no transaction stays open.
    try connection.sendQueue()
    var encoder = UserEncoder(tables.users)
    var sender = RowSender(tables.userTable)
    try stage(users, .users(tables.users), into: &sender, on: &connection) {
      encoder.restart()
    } _: {
      encoder.encode($0, into: &$1)
    }
    users.release()
    let found = try readClients(of: encoder.count, on: &connection)
    clients.release()
    let isWhole = encoder.count > 0 && tables.users.only == nil
    return (encoder.count, found, isWhole ? unseen(encoder) : [])
  }

  private func unseen(_ encoder: UserEncoder) -> [(field: FieldPath, option: String)] {
    [
      (encoder.sawClient, tables.users.client, Options.clientField.name.option),
      (encoder.sawEmail, tables.users.email, Options.userEmail.name.option),
    ].filter { !$0.0 }.map { ($0.1, $0.2) }
  }

  /// Reads all clients, or where few users are named those whom they have: unless one of them is not there, for nobody
  /// knows then what ids there are. With links who owns a row that has a client's email may be any other one.
  private func readClients(
    of users: Int, on connection: inout PostgresConnection
  ) throws -> Int? {
    var sender = RowSender(tables.clientTable)
    if tables.links == nil, tables.users.only != nil, users > 0, users <= Self.fewClients {
      let ids = try wantedIDs(on: &connection)
      _ = try readClients(ids, into: &sender, on: &connection)
      if try connection.bool(Self.hasAll) { return nil }
      try sender.restart(on: &connection)
    }
    return try readClients(nil, into: &sender, on: &connection)
  }

  private func readClients(
    _ ids: [BSONBytes]?, into sender: inout RowSender, on connection: inout PostgresConnection
  ) throws -> Int {
    if ids?.isEmpty == true { return 0 }
    var encoder = ClientIDEncoder(tables.records, linked: tables.links != nil)
    try stage(clients, .keys(tables.records, of: ids), into: &sender, on: &connection) {
      encoder.restart()
    } _: {
      encoder.encode($0, into: &$1)
    }
    return encoder.count
  }

  /// Reads a collection and sends the rows that `encode` makes of its documents.
  private func stage(
    _ source: DocumentSource, _ query: SourceQuery, into sender: inout RowSender,
    on connection: inout PostgresConnection, restart: () -> Void,
    _ encode: (Span<UInt8>, inout CopyBuffer) -> Void
  ) throws {
    try source.read(query, progress: observer.progress) {
      restart()
      try sender.restart(on: &connection)
    } _: { document in
      encode(document, &sender.buffer)
      try sender.sendIfFull(on: &connection)
    } broken: { _, _ in
      // A server's documents are whole.
    }
    try sender.finish(on: &connection)
  }

  /// The `_id`s of the users' clients, as far as a filter takes them: a regular expression would be one.
  private func wantedIDs(on connection: inout PostgresConnection) throws -> [BSONBytes] {
    var ids: [BSONBytes] = []
    let question = PostgresStatement(
      "read the users' clients",
      """
      COPY (SELECT DISTINCT guards FROM \(AssignmentTables.user) WHERE client IS NOT NULL)
      TO STDOUT (FORMAT binary)
      """)
    try connection.copyOut(question) { row in
      row.withField(0) { bytes in
        guard let id = DocumentChange.fields(bytes).first?.value, id.type != .regex,
          id.type != .undefined
        else {
          return
        }
        ids.append(id)
      }
    }
    return ids
  }

  /// Whether every user who has a client has one that was read.
  private static let hasAll = PostgresStatement(
    "look for clients that are not there",
    """
    SELECT NOT EXISTS (SELECT FROM \(AssignmentTables.user) u WHERE u.client IS NOT NULL
      AND NOT EXISTS (SELECT FROM \(AssignmentTables.found) c WHERE c.id = u.client))
    """)
}
