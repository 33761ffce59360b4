/// Strings as SQL text, where no bound value is possible (DDL, COPY, SET).
package enum SQLLiteral {
  /// The text in single quotes, inner ones doubled; relies on `standard_conforming_strings`, which
  /// every connection sets.
  package static func quote(_ text: String) -> String {
    "'" + doubling("'", in: text) + "'"
  }

  /// By scalars: as a grapheme a quote may hide under a combining mark.
  static func doubling(_ mark: Unicode.Scalar, in text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar)
      if scalar == mark { result.append(scalar) }
    }
    return String(result)
  }
}

/// Names of database objects as SQL text.
package enum SQLIdentifier {
  /// The name in double quotes, inner ones doubled: any name is safe but one with a NUL, which
  /// the connection refuses to send.
  package static func quote(_ name: String) -> String {
    "\"" + SQLLiteral.doubling("\"", in: name) + "\""
  }
}
