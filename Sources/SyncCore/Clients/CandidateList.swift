internal import Engine
internal import PostgresDriver

/// The tids of rows on their way into the table of candidates.
struct CandidateList: ~Copyable {
  /// So few go along with the next statement; more by COPYs, each of which takes two turns.
  private static let few = 4096
  /// Bytes of one COPY.
  private static let chunkSize = 1 << 20

  private var rows = CopyBuffer(capacity: chunkSize + 64)
  private var first: [String] = []

  /// Adds a row; a tid is its block's number and, in the last 16 bits, its place there.
  mutating func add(
    _ tid: UInt64, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if first.count < Self.few {
      return first.append("(\(tid >> 16),\(UInt16(truncatingIfNeeded: tid)))")
    }
    rows.appendInteger(Int16(1))
    rows.appendInteger(Int32(6))
    rows.appendInteger(UInt32(tid >> 16))
    rows.appendInteger(UInt16(truncatingIfNeeded: tid))
    if rows.count >= Self.chunkSize { try send(on: &connection) }
  }

  /// Sends what is left; a few go with the next statement.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    try send(on: &connection)
    try connection.finishCopy()
    guard !first.isEmpty else { return }
    connection.queue(
      PostgresStatement(
        Self.sending, "INSERT INTO \(PlanTables.candidates) SELECT unnest($1::tid[])",
        [.texts(first)]))
    first = []
  }

  private mutating func send(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.copyIn(
      PostgresStatement(
        Self.sending, "COPY \(PlanTables.candidates) FROM STDIN (FORMAT binary)"), rows)
    rows.removeAll()
  }

  private static let sending = "send the candidates"
}
