/// An `_id` of the kinds that random records have, in MongoDB's order of them.
struct PropertyID: Comparable {
  /// nil when it is absent or null.
  let value: RecordsBSON?

  init(_ value: RecordsBSON?) { self.value = value }

  /// False for a text that is no UTF-8.
  var isSound: Bool {
    guard case .text(let bytes) = value else { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  /// As reports show it; nil when there is none that can be read.
  var text: String? {
    switch value {
    case .int32(let number): "\(number)"
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text
    case .objectID(let bytes):
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    default: nil
    }
  }

  /// Nothing, then numbers by value, then strings and ObjectIds by their bytes.
  static func < (a: PropertyID, b: PropertyID) -> Bool {
    if a.rank != b.rank { return a.rank < b.rank }
    if a.number != b.number { return a.number < b.number }
    return a.bytes.lexicographicallyPrecedes(b.bytes)
  }

  static func == (a: PropertyID, b: PropertyID) -> Bool { !(a < b) && !(b < a) }

  private var rank: Int {
    switch value {
    case .int32, .int64, .double: 1
    case .string, .text: 2
    case .objectID: 3
    default: 0
    }
  }

  private var number: Double {
    switch value {
    case .int32(let number): Double(number)
    case .int64(let number): Double(number)
    case .double(let number): number
    default: 0
    }
  }

  private var bytes: [UInt8] {
    switch value {
    case .string(let text): Array(text.utf8)
    case .text(let bytes), .objectID(let bytes): bytes
    default: []
    }
  }
}
