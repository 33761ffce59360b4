/// What makes a name suspicious: with a stray character it is another name, and what
/// follows such a character may be a password. Names are shown everywhere.
package enum NameCheck {
  /// What has the name.
  package enum Kind: Sendable {
    case database, role, schema
    /// A database or a collection of MongoDB, whose own rules are checked elsewhere.
    case mongo

    /// ASCII characters that separate or quote something wherever they are. A name that really has one of
    /// them can be given in a service file, which libpq reads.
    fileprivate var strangers: String {
      switch self {
      case .database: "\"'`;,?#\\=<>{}[]|/@"
      case .schema: "\"'`;,?#\\=<>{}[]|/@:"
      case .role: "\"`;?#:<>{}"
      case .mongo: ""
      }
    }

    /// Characters that end no name.
    fileprivate var endings: String {
      switch self {
      case .database, .schema: " .:&+~!%@)"
      case .role: " .,'\\=&"
      case .mongo: " \"'`;,#=?\\"
      }
    }
  }

  /// What is wrong with the name, as the end of a sentence that quotes at most one character of it; nil when
  /// nothing is.
  package static func problem(_ name: String, _ kind: Kind) -> String? {
    let isStranger = { (scalar: Unicode.Scalar) in
      kind.strangers.unicodeScalars.contains(scalar) || isForeignSign(scalar)
    }
    let stray =
      StrayCharacter(in: name, where: StrayCharacter.isInvisible)
      ?? StrayCharacter(escapeAtEndOf: name) ?? StrayCharacter(in: name, where: isStranger)
      ?? StrayCharacter(endOf: name, in: kind.endings)
      ?? (name.first == " " ? StrayCharacter(number: 1, scalar: " ") : nil)
    return stray?.problem
  }

  /// Quotes and commas of other scripts: what a word processor makes of the plain ones.
  private static func isForeignSign(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else { return false }
    switch scalar.properties.generalCategory {
    case .initialPunctuation, .finalPunctuation, .openPunctuation, .closePunctuation,
      .otherPunctuation:
      return true
    default: return false
    }
  }
}
