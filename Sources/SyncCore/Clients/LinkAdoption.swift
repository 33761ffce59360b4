internal import Engine
internal import PostgresDriver
internal import Records

/// Sends the links of records that equal a row to `LinkTables.adopted`: where there are no links yet, nothing else
/// has to be known of them.
struct LinkAdoption: ~Copyable {
  /// A few bytes for each record: they fit beside the memory that the known rows take.
  private static let chunk = 256 << 10

  private let place: RowPlace
  private var rows: RowSender

  /// The rows are known by their `place`; else as `RowSender` has it.
  init(_ place: RowPlace, overlaps: Bool, freezes: Bool) {
    self.place = place
    rows = RowSender(
      LinkTables.adopted(place), chunk: Self.chunk, overlaps: overlaps, freezes: freezes)
  }

  /// Adds the record that `encoder` has just found equal to the row; false for one without an `_id`, which gets no link.
  mutating func add(
    _ encoder: borrowing RowEncoder, _ document: Span<UInt8>, _ row: UInt64,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    let start = rows.buffer.count
    rows.buffer.appendInteger(Int16(2))
    guard encoder.appendID(document, to: &rows.buffer) else {
      rows.buffer.truncate(to: start)
      return false
    }
    place.append(row, to: &rows.buffer)
    try rows.sendIfFull(on: &connection)
    return true
  }

  /// Sends what is left and waits until PostgreSQL has taken everything.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    try rows.finish(on: &connection)
  }

  /// Discards what was sent, to read the source again from the start.
  mutating func restart(on connection: inout PostgresConnection) throws(PostgresError) {
    try rows.restart(on: &connection)
  }
}
