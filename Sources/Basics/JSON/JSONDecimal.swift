/// The exact value of a JSON number: equal for `1`, `1.0` and `1e0`, and for `-0` and `0`.
struct JSONDecimal: Equatable {
  private var negative = false
  /// Without zeros at either end; empty for zero. The value is 0.DIGITS times ten to the exponent.
  private var digits: [UInt8] = []
  private var exponent = 0
  /// Set instead of the rest when the exponent does not fit an Int: such numbers are equal only as text.
  private var text: String?

  /// - Parameter text: valid by the JSON grammar.
  init(_ text: String) {
    var mantissa = text.utf8[...]
    negative = mantissa.first == UInt8(ascii: "-")
    if negative { mantissa.removeFirst() }
    var written: Int? = 0
    if let mark = mantissa.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      written = Int(text[mantissa.index(after: mark)...])
      mantissa = mantissa[..<mark]
    }
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.isEmpty {
      negative = false
      return
    }
    let whole = mantissa.distance(from: mantissa.startIndex, to: point)
    let sum = written?.addingReportingOverflow(whole - leading)
    if let sum, !sum.overflow {
      exponent = sum.partialValue
    } else {
      self.text = text
    }
  }
}
