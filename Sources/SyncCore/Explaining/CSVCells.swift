/// Parses CSV (RFC 4180) byte by byte: one row after another, however the input is split.
struct CSVCells {
  private enum Place { case start, plain, quoted, afterQuote, afterReturn }

  private var place = Place.start
  private var cells: [[UInt8]] = []
  private var cell: [UInt8] = []

  /// Takes one byte; hands over the row that it ends. Line feeds alone end rows too.
  ///
  /// False for text after a closing quote, which CSV does not allow.
  mutating func take(_ byte: UInt8, _ row: ([[UInt8]]) throws -> Void) rethrows -> Bool {
    if place == .quoted {
      if byte == UInt8(ascii: "\"") { place = .afterQuote } else { cell.append(byte) }
      return true
    }
    switch byte {
    case UInt8(ascii: "\""):
      if place == .afterQuote { cell.append(byte) }
      // In an unquoted cell a quote is an ordinary character.
      if place == .plain { cell.append(byte) } else { place = .quoted }
    case UInt8(ascii: ","):
      cells.append(cell)
      (cell, place) = ([], .start)
    case 0x0D where place != .afterReturn: place = .afterReturn
    case 0x0A: try finish(row)
    default:
      guard place == .start || place == .plain else { return false }
      cell.append(byte)
      place = .plain
    }
    return true
  }

  /// Hands over a last row without a line end; false when it ends within quotes.
  mutating func end(_ row: ([[UInt8]]) throws -> Void) rethrows -> Bool {
    if place == .quoted { return false }
    if place != .start || !cells.isEmpty || !cell.isEmpty { try finish(row) }
    return true
  }

  private mutating func finish(_ row: ([[UInt8]]) throws -> Void) rethrows {
    let isBlank = cells.isEmpty && cell.isEmpty
    cells.append(cell)
    let whole = cells
    (cells, cell, place) = ([], [], .start)
    if !isBlank { try row(whole) }
  }
}
