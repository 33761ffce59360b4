import Testing

/// Reads CSV by RFC 4180, as strictly as it is written.
enum HostileCells {
  static func parse(_ text: String) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [Unicode.Scalar] = []
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    func end() {
      row.append(String(String.UnicodeScalarView(cell)))
      cell = []
    }
    while let scalar = next {
      next = scalars.next()
      if isQuoted {
        if scalar != "\"" {
          cell.append(scalar)
        } else if next == "\"" {
          cell.append(scalar)
          next = scalars.next()
        } else {
          isQuoted = false
          try #require(next == "," || next == "\r", "text after a closing quote")
        }
      } else if scalar == "\"" {
        try #require(cell.isEmpty, "a quote within a plain cell")
        isQuoted = true
      } else if scalar == "," {
        end()
      } else if scalar == "\r" {
        try #require(next == "\n", "a bare carriage return")
        next = scalars.next()
        end()
        rows.append(row)
        row = []
      } else {
        cell.append(scalar)
      }
    }
    try #require(row.isEmpty && cell.isEmpty && !isQuoted, "the last row has no end")
    return rows
  }
}
