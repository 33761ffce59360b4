internal import Basics

/// What is left of an email without everything in which twins may differ.
///
/// Shapes are compared as Strings: Swift treats composed and decomposed forms as equal. What Unicode
/// calls compatibility forms (NFKC) is left to PostgreSQL; `needsForm` says where that could matter.
enum EmailShape {
  /// The email's shape; `kept` leaves differences of that kind in it.
  static func of(_ email: String, keeping kept: TwinDifference? = nil) -> String {
    var shape = String.UnicodeScalarView()
    for scalar in email.unicodeScalars {
      if kept != .space, scalar.properties.isWhitespace { continue }
      if kept != .invisible, !scalar.properties.isWhitespace, SafeText.isHidden(scalar) { continue }
      if kept == .letterCase {
        add(scalar, kept, to: &shape)
      } else {
        // Full folding: capitals first, because several small letters share one.
        for capital in scalar.properties.uppercaseMapping.unicodeScalars {
          for small in capital.properties.lowercaseMapping.unicodeScalars {
            add(small, kept, to: &shape)
          }
        }
      }
    }
    return String(shape)
  }

  /// True when PostgreSQL's NFKC may change the shape.
  static func needsForm(_ shape: String) -> Bool {
    shape.unicodeScalars.contains { !$0.isASCII && $0.properties.changesWhenNFKCCaseFolded }
  }

  /// How two emails with one shape differ; `formA` and `formB` are their NFKC.
  static func differences(
    _ a: String, _ formA: String, _ b: String, _ formB: String
  ) -> [TwinDifference] {
    let found = TwinDifference.allCases.filter { kind in
      if kind == .form { return !of(a).utf8.elementsEqual(of(b).utf8) }
      return of(formA, keeping: kind) != of(formB, keeping: kind)
    }
    // Each alone may be explained by another: the Kelvin sign is both a form and a capital.
    return found.isEmpty ? [.form] : found
  }

  private static func add(
    _ scalar: Unicode.Scalar, _ kept: TwinDifference?, to shape: inout String.UnicodeScalarView
  ) {
    // The dot that small letters of a dotted capital carry: Turkish İ.
    if kept != .letterCase, scalar == "\u{307}", shape.last == "i" || shape.last == "j" { return }
    let letter = kept == .lookAlike ? nil : LookAlikes.letter(scalar)
    shape.append(letter ?? scalar)
  }
}
