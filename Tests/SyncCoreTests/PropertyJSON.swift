import Basics
import SyncCore
import Testing

/// A JSON value in a form that is the same for all values that `jsonb` holds equal: members without
/// order, strings as bytes, a number as digits and exponent.
indirect enum PropertyJSON: Hashable, CustomTestStringConvertible {
  case null
  case bool(Bool)
  /// As `canonical(number:)` writes it.
  case number(String)
  case string([UInt8])
  case array([PropertyJSON])
  case object([[UInt8]: PropertyJSON])

  static func text(_ text: String) -> PropertyJSON { .string(Array(text.utf8)) }

  static func integer(_ number: Int64) -> PropertyJSON { .number(canonical(number: "\(number)")) }

  init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let text): self = .number(Self.canonical(number: text))
    case .string(let text): self = .string(Array(text.utf8))
    case .array(let elements): self = .array(elements.map { PropertyJSON($0) })
    case .object(let members):
      var table: [[UInt8]: PropertyJSON] = [:]
      for member in members { table[Array(member.name.utf8)] = PropertyJSON(member.value) }
      self = .object(table)
    }
  }

  init(parsing text: [UInt8]) throws {
    self.init(try JSONReader.parse(text))
  }

  subscript(_ name: String) -> PropertyJSON? {
    guard case .object(let members) = self else { return nil }
    return members[Array(name.utf8)]
  }

  /// The same number always gives the same text: `-1.50` is `-15e-1`, every zero is `0`.
  static func canonical(number text: String) -> String {
    let lower = text.lowercased()
    let parts = lower.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var mantissa = String(parts[0])
    let sign = mantissa.hasPrefix("-") ? "-" : ""
    if !sign.isEmpty { mantissa.removeFirst() }
    if let point = mantissa.firstIndex(of: ".") {
      exponent -= mantissa.distance(from: point, to: mantissa.endIndex) - 1
      mantissa.remove(at: point)
    }
    while mantissa.hasSuffix("0") {
      mantissa.removeLast()
      exponent += 1
    }
    while mantissa.hasPrefix("0") { mantissa.removeFirst() }
    return mantissa.isEmpty ? "0" : "\(sign)\(mantissa)e\(exponent)"
  }

  /// One of the many texts of the value: members in any order, numbers with and without a fraction.
  func text(_ random: inout PropertyRandom) -> String {
    switch self {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let text):
      let isWhole = text.hasSuffix("e0")
      return isWhole ? text.dropLast(2) + random.pick(["", ".0", ".00", "e0"]) : text
    case .string(let bytes): return Self.quoted(bytes)
    case .array(let elements):
      return "[" + elements.map { $0.text(&random) }.joined(separator: ", ") + "]"
    case .object(let members):
      // Sorted first: the order of a Dictionary is another in each process.
      let sorted = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      let texts = sorted.map { "\(Self.quoted($0.key)):\($0.value.text(&random))" }
      return "{" + texts.shuffled(using: &random).joined(separator: ",") + "}"
    }
  }

  /// The same text for the same value in every process, for failures.
  var testDescription: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let text): text
    case .string(let bytes): Self.quoted(bytes)
    case .array(let elements):
      "[" + elements.map(\.testDescription).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map { "\(Self.quoted($0.key)): \($0.value.testDescription)" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
