package import PostgresDriver

extension EmailKey {
  /// True, as SQL, for a key that is an email by the rule that a record's email has; NULL for none.
  ///
  /// `key` is trimmed, and of a deterministic collation. Beside the `@` the pattern excludes white space of any kind,
  /// controls and format characters, as Unicode has them.
  package static func isEmail(_ key: SQL) -> SQL {
    let part: SQL = #"""
      [^@\u0001-\u0020\u007F-\u00A0\u00AD\u0600-\u0605\u061C\u06DD\u070F\u0890\u0891\u08E2\u1680\u180E\#
      \u2000-\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\u3000\uFEFF\uFFF9-\uFFFB\U000110BD\U000110CD\#
      \U00013430-\U0001343F\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0001\U000E0020-\U000E007F]+
      """#
    let pattern: SQL = "^\(part)@\(part)$"
    return "(\(key) OPERATOR(pg_catalog.~) \(literal: pattern.text))"
  }
}
