/// The keys of a CSV report's rows; the first row names the columns, in whatever order.
struct CSVRows {
  private var keyColumn: Int?
  private var width = 0
  private var keys: [String?] = []
  /// False once a row did not belong to a report.
  private(set) var isSound = true

  /// Takes the next row of the file, the heading first; a row that does not match it makes `isSound`
  /// false.
  mutating func add(_ row: [[UInt8]]) {
    guard let keyColumn else {
      keyColumn = row.firstIndex { $0.elementsEqual("key".utf8) }
      width = row.count
      isSound = keyColumn != nil
      return
    }
    guard row.count == width, let cell = String(validating: row[keyColumn], as: UTF8.self) else {
      isSound = false
      return
    }
    if isSound { keys.append(cell.isEmpty ? nil : ReportCSV.text(ofKey: cell)) }
  }

  /// The keys since the last call; nil for an entry without one.
  mutating func takeKeys() -> [String?] {
    defer { keys = [] }
    return keys
  }
}
