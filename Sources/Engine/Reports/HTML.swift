internal import Basics

/// A piece of HTML: its markup comes from literals of the program, and interpolated values are escaped, as
/// text and as the value of a quoted attribute.
///
/// A String cannot become markup: a literal is a `StaticString`, which the compiler makes only from
/// literals.
struct HTML: ExpressibleByStringInterpolation, Equatable, Sendable {
  /// The markup.
  private(set) var text: String

  init(stringLiteral literal: StaticString) { text = literal.description }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  static func + (first: HTML, second: HTML) -> HTML { "\(first)\(second)" }

  /// What an interpolated literal is built from.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

    /// Markup goes in as it is; nil is nothing.
    mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }

    /// Pieces in sequence.
    mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { text += piece.text }
    }

    mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }

    /// Text, whoever it is from: hidden characters are made visible, markup is escaped.
    mutating func appendInterpolation(_ text: String) {
      self.text += Self.escaped(SafeText.escape(text))
    }

    private static let special = Array("&<>\"'".utf8)

    private static func escaped(_ text: String) -> String {
      guard text.utf8.contains(where: { special.contains($0) }) else { return text }
      var escaped: [UInt8] = []
      escaped.reserveCapacity(text.utf8.count + 32)
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "&"): escaped += Array("&amp;".utf8)
        case UInt8(ascii: "<"): escaped += Array("&lt;".utf8)
        case UInt8(ascii: ">"): escaped += Array("&gt;".utf8)
        case UInt8(ascii: "\""): escaped += Array("&quot;".utf8)
        case UInt8(ascii: "'"): escaped += Array("&#39;".utf8)
        default: escaped.append(byte)
        }
      }
      return String(decoding: escaped, as: UTF8.self)
    }
  }
}
