/// A percentage as it was written, to the last digit: a `Double` would round 4.56 of 1 250 rows.
package struct Percentage: Equatable, Sendable {
  /// Digits with at most one point among them, without redundant zeros: `4.56`.
  package let text: String
  /// The whole percents; a number beyond `Int` counts as its greatest.
  private let whole: Int
  /// The digits after the point.
  private let fraction: [Int]

  /// nil unless the text is digits with at most one point between them: no sign, exponent, infinity.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ Self.isNumber($0) }) else { return nil }
    let whole = parts[0].drop { $0 == UInt8(ascii: "0") }
    var fraction = parts.count == 2 ? parts[1] : parts[0].dropFirst(parts[0].count)
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    self.whole = whole.reduce(0) { number, digit in
      let (tens, isGreat) = number.multipliedReportingOverflow(by: 10)
      let (next, isGreater) = tens.addingReportingOverflow(Self.value(digit))
      return isGreat || isGreater ? .max : next
    }
    self.fraction = fraction.map(Self.value)
    self.text =
      (whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self))
      + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
  }

  /// True for 0%, which allows nothing however few rows there are.
  var isZero: Bool { whole == 0 && fraction.isEmpty }

  /// The greatest whole number of rows that does not exceed this share of `rows`.
  func most(of rows: Int) -> Int {
    // Rounding down at each digit loses less than one, so the end result is the exact one.
    let part = fraction.reversed().reduce(0) { ($1 * rows + $0) / 10 }
    let (hundredfold, isGreat) = whole.multipliedReportingOverflow(by: rows)
    let (sum, isGreater) = hundredfold.addingReportingOverflow(part)
    return isGreat || isGreater ? .max : sum / 100
  }

  private static func isNumber(_ digits: Substring.UTF8View.SubSequence) -> Bool {
    !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func value(_ digit: UInt8) -> Int { Int(digit - UInt8(ascii: "0")) }
}
