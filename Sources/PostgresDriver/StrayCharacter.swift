/// A character that came along with a value by mistake, and its place.
package struct StrayCharacter: Sendable {
  /// From 1, in Unicode scalars.
  package let number: Int
  private let scalar: Unicode.Scalar
  private let isLast: Bool
  /// True for a backslash that represents a line feed or a tab, as in `\n`.
  private let isEscape: Bool

  init(number: Int, scalar: Unicode.Scalar, isLast: Bool = false, isEscape: Bool = false) {
    self.number = number
    self.scalar = scalar
    self.isLast = isLast
    self.isEscape = isEscape
  }

  /// The first one for which `isStray` is true; nil when there is none.
  package init?(in text: String, where isStray: (Unicode.Scalar) -> Bool) {
    let scalars = text.unicodeScalars
    guard let index = scalars.firstIndex(where: isStray) else { return nil }
    let number = scalars.distance(from: scalars.startIndex, to: index) + 1
    self.init(
      number: number, scalar: scalars[index],
      isLast: scalars.index(after: index) == scalars.endIndex)
  }

  /// The last one when it is one of these; nil otherwise.
  package init?(endOf text: String, in signs: String) {
    let scalars = text.unicodeScalars
    guard let last = scalars.last, signs.unicodeScalars.contains(last) else { return nil }
    self.init(number: scalars.count, scalar: last, isLast: true)
  }

  /// The backslash of a `\n`, `\r` or `\t` at the end, which somebody wrote for the character itself.
  package init?(escapeAtEndOf text: String) {
    let end = Array(text.unicodeScalars.suffix(2))
    guard end.count == 2, end[0] == "\\", ["n", "r", "t"].contains(end[1]) else { return nil }
    self.init(number: text.unicodeScalars.count - 1, scalar: end[0], isEscape: true)
  }

  /// True for a character that is invisible, or looks like a blank but is not: control, format, ignorable and
  /// unassigned characters, and white space that is not ASCII's blank.
  package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    case .spaceSeparator: scalar != " "
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// The end of a sentence: `has ; as its last character (14): remove …`.
  package var problem: String {
    "has \(place): remove what is not part of it"
  }

  /// What is where.
  package var place: String {
    if isEscape { return "a backslash with a letter behind it at its end (character \(number))" }
    return isLast
      ? "\(sign) as its last character (\(number))" : "\(sign) as character \(number)"
  }

  private var sign: String {
    switch scalar {
    case "\n": "a line feed"
    case "\r": "a carriage return"
    case "\t": "a tab"
    case " ": "a blank"
    case _ where (0x21...0x7E).contains(scalar.value): String(Character(scalar))
    default:
      "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    }
  }

  private var hexadecimal: String { String(scalar.value, radix: 16, uppercase: true) }
}
