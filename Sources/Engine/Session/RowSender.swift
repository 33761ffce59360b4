package import PostgresDriver

/// Sends rows in PostgreSQL's binary form to a temporary table in chunks, each one COPY in its own transaction, so that
/// nothing stays open while a source is read.
package struct RowSender: ~Copyable {
  /// Bytes of one COPY that make its fixed cost negligible.
  package static let chunk = 2 << 20
  /// Bytes of so few rows that they are sent along with other statements.
  private static let fewBytes = 4 << 10

  /// The rows that are not sent yet.
  package var buffer: CopyBuffer
  private let table: TemporaryTable
  private var hasSent = false

  package init(_ table: TemporaryTable) {
    self.table = table
    buffer = CopyBuffer(capacity: Self.chunk + (1 << 16))
  }

  /// Sends the rows, once there are enough of them.
  package mutating func sendIfFull(
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if buffer.count >= Self.chunk { try send(on: &connection) }
  }

  /// Sends what is left and waits until PostgreSQL has taken everything.
  package mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    if !hasSent, !buffer.isEmpty, buffer.count <= Self.fewBytes {
      try connection.queueRows(TemporaryTable.sending, into: table.sql, buffer)
      hasSent = true
      buffer.removeAll()
    }
    if !buffer.isEmpty { try send(on: &connection) }
    try connection.finishCopy()
  }

  /// Discards what was sent, to read the source again from the start.
  package mutating func restart(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.finishCopy()
    if hasSent { try connection.execute(table.clear) }
    buffer.removeAll()
  }

  private mutating func send(on connection: inout PostgresConnection) throws(PostgresError) {
    // The source may keep the run waiting: the COPY ends by itself.
    try connection.copyIn(table.copyIn, buffer, waits: true)
    hasSent = true
    buffer.removeAll()
  }
}
