internal import Engine
internal import PostgresDriver

/// Rows on their way into the table of candidates, which holds their tids.
struct CandidateList: ~Copyable {
  /// So few go along with the next statement; more by COPYs, each of which takes two turns.
  private static let few = 4096
  /// Bytes of one COPY.
  private static let chunkSize = 1 << 20

  private let place: RowPlace
  private let table: SQL
  private let tables: PlanTables
  private var rows = CopyBuffer(capacity: chunkSize + 64)
  private var first: [String] = []
  private var isEmpty = true

  /// The rows are known by their `place`.
  init(_ tables: PlanTables, by place: RowPlace) {
    (self.tables, self.place) = (tables, place)
    table = place == .id ? LinkTables.places : PlanTables.candidates
  }

  /// Adds a row.
  mutating func add(
    _ row: UInt64, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    isEmpty = false
    if first.count < Self.few { return first.append(place.text(row)) }
    rows.appendInteger(Int16(1))
    place.append(row, to: &rows)
    if rows.count >= Self.chunkSize { try send(on: &connection) }
  }

  /// Sends what is left; a few go with the next statement.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    try send(on: &connection)
    try connection.finishCopy()
    if !first.isEmpty {
      connection.queue(
        PostgresStatement(
          Self.sending, "INSERT INTO \(table) SELECT unnest($1::\(place.type)[])",
          [.texts(first)]))
      first = []
    }
    guard place == .id, !isEmpty else { return }
    connection.queue(
      PostgresStatement(
        "find the candidates",
        """
        INSERT INTO \(PlanTables.candidates) SELECT t.ctid FROM \(tables.table.sql) t
        WHERE t.\(tables.id) IN (SELECT row FROM \(table))
        """))
  }

  private mutating func send(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.copyIn(
      PostgresStatement(Self.sending, "COPY \(table) FROM STDIN (FORMAT binary)"), rows)
    rows.removeAll()
  }

  private static let sending = "send the candidates"
}
