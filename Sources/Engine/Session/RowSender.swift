package import PostgresDriver

/// Sends rows in PostgreSQL's binary form to a temporary table in chunks, each one COPY in its own transaction, so that
/// nothing stays open while a source is read; all in the caller's where the rows are to be frozen.
package struct RowSender: ~Copyable {
  /// Bytes of one COPY that make its fixed cost negligible.
  package static let chunk = 2 << 20
  /// Bytes of so few rows that they are sent along with other statements.
  private static let fewBytes = 4 << 10

  /// The rows that are not sent yet.
  package var buffer: CopyBuffer
  private let table: TemporaryTable
  private let chunk: Int
  private let overlaps: Bool
  private let freezes: Bool
  /// True once a chunk was sent.
  private var hasSent = false

  /// `chunk` are the bytes of one COPY. `overlaps` lets PostgreSQL take one chunk while the next is made: only for a
  /// source that never makes the run wait, because a COPY stays open meanwhile. With `freezes` everything until `finish`
  /// happens in one transaction of the caller's that may write, and whoever reads the rows later need not write to every
  /// page that its rows are committed: for many rows.
  package init(
    _ table: TemporaryTable, chunk: Int = Self.chunk, overlaps: Bool = false,
    freezes: Bool = false
  ) {
    self.table = table
    self.chunk = chunk
    self.overlaps = overlaps
    self.freezes = freezes
    buffer = CopyBuffer(capacity: chunk + (1 << 16))
  }

  /// Sends the rows, once there are enough of them.
  package mutating func sendIfFull(
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if buffer.count >= chunk { try send(on: &connection) }
  }

  /// Sends what is left and waits until PostgreSQL has taken everything.
  package mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    if !freezes, !hasSent, !buffer.isEmpty, buffer.count <= Self.fewBytes {
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
    hasSent = false
    buffer.removeAll()
  }

  private mutating func send(on connection: inout PostgresConnection) throws(PostgresError) {
    if freezes, !hasSent { connection.queue(table.makingFresh) }
    try connection.copyIn(freezes ? table.copyFrozen : table.copyIn, buffer, waits: !overlaps)
    hasSent = true
    buffer.removeAll()
  }
}
