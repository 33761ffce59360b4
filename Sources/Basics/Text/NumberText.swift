/// Numbers for people, the same in every locale.
package enum NumberText {
  /// The number in groups of three: `1,234`.
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number of things, in plain digits for scripts: `1 row`, `1234 rows`.
  package static func counted(_ number: Int, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }

  /// Seconds with two places: `1.25`.
  package static func seconds(_ seconds: Double) -> String { fixed(seconds, places: 2) }

  /// Seconds with three places, which is also a JSON number: `1.250`.
  package static func milliseconds(_ seconds: Double) -> String { fixed(seconds, places: 3) }

  private static func fixed(_ number: Double, places: Int) -> String {
    let scale = places == 2 ? 100 : 1000
    let bounded = number.isFinite ? max(0, min(number, 1e12)) : 0
    let units = Int((bounded * Double(scale)).rounded())
    let rest = String(units % scale)
    return "\(units / scale)." + String(repeating: "0", count: places - rest.count) + rest
  }
}
