/// Parses CSV (RFC 4180) byte by byte: one row after another, however the input is split.
struct CSVCells {
  /// What the bytes so far have come to.
  enum Step {
    case more
    case row([[UInt8]])
    /// Text after a closing quote, or an end within quotes, which CSV does not allow.
    case fault
  }

  private enum Place { case start, plain, quoted, afterQuote, afterReturn }

  private var place = Place.start
  private var cells: [[UInt8]] = []
  private var cell: [UInt8] = []

  /// Takes one byte, which may end a row. Line feeds alone end rows too.
  mutating func take(_ byte: UInt8) -> Step {
    if place == .quoted {
      if byte == UInt8(ascii: "\"") { place = .afterQuote } else { cell.append(byte) }
      return .more
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
    case 0x0A: return finish()
    default:
      guard place == .start || place == .plain else { return .fault }
      cell.append(byte)
      place = .plain
    }
    return .more
  }

  /// Takes the end, which may end a last row without a line end.
  mutating func end() -> Step {
    if place == .quoted { return .fault }
    return place != .start || !cells.isEmpty || !cell.isEmpty ? finish() : .more
  }

  private mutating func finish() -> Step {
    let isBlank = cells.isEmpty && cell.isEmpty
    let row = cells + [cell]
    (cells, cell, place) = ([], [], .start)
    return isBlank ? .more : .row(row)
  }
}
