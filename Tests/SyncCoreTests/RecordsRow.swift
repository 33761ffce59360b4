/// The fields of one binary COPY row; nil is NULL.
struct RecordsRow: Equatable {
  let fields: [[UInt8]?]

  /// nil when the bytes are not exactly one row.
  init?(_ bytes: [UInt8]) {
    var at = 2
    guard bytes.count >= 2 else { return nil }
    var fields: [[UInt8]?] = []
    for _ in 0..<Int(bytes[0]) << 8 | Int(bytes[1]) {
      guard at + 4 <= bytes.count else { return nil }
      let length = Int(Int32(truncatingIfNeeded: RecordsRow.number(bytes[at..<at + 4])))
      at += 4
      guard length >= 0 else {
        guard length == -1 else { return nil }
        fields.append(nil)
        continue
      }
      guard at + length <= bytes.count else { return nil }
      fields.append(Array(bytes[at..<at + length]))
      at += length
    }
    guard at == bytes.count else { return nil }
    self.fields = fields
  }

  func text(_ field: Int) -> String? {
    fields[field].map { String(decoding: $0, as: UTF8.self) }
  }

  func int64(_ field: Int) -> Int64? {
    fields[field].map { Int64(truncatingIfNeeded: RecordsRow.number($0[...])) }
  }

  /// The JSON text of a jsonb field, whose first byte is the version 1.
  func json(_ field: Int) -> String? {
    guard let bytes = fields[field], bytes.first == 1 else { return nil }
    return String(decoding: bytes.dropFirst(), as: UTF8.self)
  }

  /// A numeric field as plain decimal digits with as many places as its scale says.
  func numeric(_ field: Int) -> String? {
    guard let bytes = fields[field], bytes.count >= 8 else { return nil }
    let words = stride(from: 0, to: bytes.count, by: 2).map {
      Int(bytes[$0]) << 8 | Int(bytes[$0 + 1])
    }
    let (count, weight, scale) = (words[0], Int(Int16(truncatingIfNeeded: words[1])), words[3])
    guard words.count == 4 + count, words[2] == 0 || words[2] == 0x4000 else { return nil }
    func group(_ power: Int) -> String {
      let at = weight - power
      let digits = (0..<count).contains(at) ? words[4 + at] : 0
      return String(String(10_000 + digits).dropFirst())
    }
    var whole = ""
    if weight >= 0 { for power in (0...weight).reversed() { whole += group(power) } }
    whole = String(whole.drop { $0 == "0" })
    var places = ""
    for power in 1...(scale / 4 + 1) { places += group(-power) }
    let fraction = scale > 0 ? "." + places.prefix(scale) : ""
    return (words[2] == 0 ? "" : "-") + (whole.isEmpty ? "0" : whole) + fraction
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
