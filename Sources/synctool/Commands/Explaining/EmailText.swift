internal import Basics

/// Shows emails so that two different ones never look the same.
enum EmailText {
  /// The email in quotes; when it has characters beyond ASCII, also with all of these as `\u{…}`.
  static func shown(_ email: String) -> String {
    let plain = escaped(email) {
      SafeText.isHidden($0) || !$0.isASCII && $0.properties.isWhitespace
    }
    let exact = ascii(email)
    // Byte by byte: a composed letter and its parts are not equal texts here.
    return exact.utf8.elementsEqual("\"\(plain)\"".utf8) ? exact : "\"\(plain)\" = \(exact)"
  }

  /// The email in quotes with everything but printable ASCII as `\n`, `\t`, `\r` or `\u{…}`.
  static func ascii(_ email: String) -> String { "\"\(escaped(email))\"" }

  /// The same without the quotes around it.
  static func escaped(_ email: String) -> String {
    escaped(email) { !(0x20..<0x7F).contains($0.value) }
  }

  private static func escaped(
    _ email: String, escaping mustEscape: (Unicode.Scalar) -> Bool
  ) -> String {
    let quoted = email.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      scalar == "\"" || scalar == "\\" ? ["\\", scalar] : [scalar]
    }
    return SafeText.escape(String(String.UnicodeScalarView(quoted)), where: mustEscape)
  }
}
