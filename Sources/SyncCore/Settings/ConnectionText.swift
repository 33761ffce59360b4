internal import PostgresDriver

/// What a connection string holds by mistake: it would be read as part of the last name in it.
enum ConnectionText {
  /// Characters that end no connection string, unless they are part of its last value.
  private static let endings = "\"'`;,\\<>{}|"

  /// What is wrong with the text, as the end of a sentence that quotes at most one character of it; nil when
  /// nothing is.
  static func problem(_ text: String) -> String? {
    let stray =
      StrayCharacter(in: text, where: StrayCharacter.isInvisible)
      ?? StrayCharacter(escapeAtEndOf: text) ?? StrayCharacter(endOf: text, in: endings)
      ?? comment(text)
    return stray.map {
      "has \($0.place): remove what is not part of the value, and percent-encode what is"
    }
  }

  /// A blank before the options, which no name needs. After the `?` a blank may be a value's.
  static func blank(_ text: String) -> String? {
    // A list of keywords and values is refused as one.
    guard text.contains("://") || text.hasPrefix("jdbc:") else { return nil }
    let front = String(text.prefix { $0 != "?" })
    return StrayCharacter(in: front, where: { $0 == " " }).map {
      "has \($0.place): remove what is not part of the value, and write a blank of it as %20"
    }
  }

  /// The `#` after a blank, which other programs read as a comment.
  private static func comment(_ text: String) -> StrayCharacter? {
    var before: Unicode.Scalar = "."
    return StrayCharacter(in: text) { scalar in
      defer { before = scalar }
      return scalar == "#" && before == " "
    }
  }
}
