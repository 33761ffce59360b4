import Foundation

extension PropertyJSON {
  /// What of rule 9 a value breaks; the codes of reasons.
  struct Broken: Error {
    var reasons: Set<String>
  }

  /// The value as a JavaScript program stores it, or every rule that it breaks.
  init(_ value: RecordsBSON) throws(Broken) {
    var reasons: Set<String> = []
    self = PropertyJSON.convert(value, level: 1, &reasons)
    if !reasons.isEmpty { throw Broken(reasons: reasons) }
  }

  /// The object of a document is level 1, each object or array within it one more.
  private static func convert(
    _ value: RecordsBSON, level: Int, _ reasons: inout Set<String>
  ) -> PropertyJSON {
    switch value {
    case .document(let members):
      if level > 100 { reasons.insert("too-deep") }
      var table: [[UInt8]: PropertyJSON] = [:]
      for (name, value) in members {
        let value = convert(value, level: level + 1, &reasons)
        if table.updateValue(value, forKey: Array(name.utf8)) != nil {
          reasons.insert("duplicate-key")
        }
      }
      return .object(table)
    case .array(let elements):
      if level > 100 { reasons.insert("too-deep") }
      return .array(elements.map { convert($0, level: level + 1, &reasons) })
    case .string(let text): return string(Array(text.utf8), &reasons)
    case .text(let bytes): return string(bytes, &reasons)
    case .bool(let flag): return .bool(flag)
    case .null: return .null
    case .int32(let number): return .integer(Int64(number))
    case .int64(let number): return .integer(number)
    case .double(let number) where number.isNaN: return .text("NaN")
    case .double(let number) where number.isInfinite:
      return .text(number < 0 ? "-Infinity" : "Infinity")
    case .double(let number): return .number(canonical(number: "\(number)"))
    case .date(let time): return .text(PropertyValues.isoDates[time] ?? "a date of no table")
    case .objectID(let bytes): return .text(hex(bytes))
    case .binary(4, let bytes) where bytes.count == 16: return .text(uuid(bytes))
    case .binary(_, let bytes): return .text(base64(bytes))
    case .bid(let high, let low): return decimal(high, low)
    default: return rare(value)
    }
  }

  private static func string(_ bytes: [UInt8], _ reasons: inout Set<String>) -> PropertyJSON {
    if String(validating: bytes, as: UTF8.self) == nil { reasons.insert("invalid-utf8") }
    if bytes.contains(0) { reasons.insert("nul-character") }
    return .string(bytes)
  }

  /// Relaxed Extended JSON.
  private static func rare(_ value: RecordsBSON) -> PropertyJSON {
    let object = { (name: String, value: PropertyJSON) in
      PropertyJSON.object([Array(name.utf8): value])
    }
    switch value {
    case .minKey: return object("$minKey", .integer(1))
    case .maxKey: return object("$maxKey", .integer(1))
    case .undefined: return object("$undefined", .bool(true))
    case .timestamp(let seconds, let ordinal):
      let parts: [[UInt8]: PropertyJSON] = [
        Array("t".utf8): .integer(Int64(seconds)), Array("i".utf8): .integer(Int64(ordinal)),
      ]
      return object("$timestamp", .object(parts))
    case .regex(let pattern, let options):
      let parts: [[UInt8]: PropertyJSON] = [
        Array("pattern".utf8): .text(pattern), Array("options".utf8): .text(options),
      ]
      return object("$regularExpression", .object(parts))
    case .code(let text): return object("$code", .text(text))
    default: return .text("a value that the generator does not make")
    }
  }

  /// Of a decimal128 whose coefficient is below 2^64, which the generator keeps to.
  private static func decimal(_ high: UInt64, _ low: UInt64) -> PropertyJSON {
    switch high >> 58 {
    case 0b011110: return .text("Infinity")
    case 0b111110: return .text("-Infinity")
    case 0b011111: return .text("NaN")
    default:
      let exponent = Int(high >> 49 & 0x3FFF) - 6176
      return .number(canonical(number: "\(high >> 63 == 1 ? "-" : "")\(low)e\(exponent)"))
    }
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func uuid(_ bytes: [UInt8]) -> String {
    [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
      .map { hex($0) }.joined(separator: "-")
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }
}
