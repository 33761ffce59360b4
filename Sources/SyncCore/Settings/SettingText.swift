internal import Basics
internal import PostgresDriver

/// What surrounds a value by mistake: the line feed of `echo`, blanks, and the quotes that docker's
/// `--env-file` keeps.
enum SettingText {
  /// The variables whose value may begin or end with anything: only its author knows what it really is.
  static let passwords: Set = [
    SettingVariable.databasePassword.rawValue, "PGPASSWORD", "PGSSLPASSWORD", "DB_PASS",
    "DB_PASSWD", "DB_PWD",
  ]

  /// The variables in which double quotes are part of the syntax, and the one that is a command.
  private static let quoted: Set = [
    SettingVariable.table.rawValue, SettingVariable.references.rawValue,
    Options.auth.name.environmentVariable, Options.app.name.environmentVariable,
    SettingVariable.authID.rawValue, SettingVariable.authEmail.rawValue,
    SettingVariable.authDeleted.rawValue, SettingVariable.appID.rawValue,
    SettingVariable.appEmail.rawValue,
  ]
  private static let notify = Options.notifyCommand.name.environmentVariable

  /// The value without what surrounds it; empty when nothing is left.
  static func plain(_ text: String, of name: String, _ layer: SettingValue.Layer) -> String {
    if passwords.contains(name) { return withoutLineEnd(text) }
    let inner = trimmed(text)
    guard layer == .process, name != notify, let quote = quote(around: inner),
      quote != "\"" || !quoted.contains(name)
    else { return inner }
    return trimmed(String(inner.unicodeScalars.dropFirst().dropLast()))
  }

  /// What makes a password suspicious, as the end of a sentence; nil when nothing does.
  static func doubt(_ password: String, _ layer: SettingValue.Layer) -> String? {
    // The quotes of a .env file say where a value begins and ends.
    if layer == .file { return nil }
    if trimmed(password) != password {
      return
        "begins or ends with white space: remove it; if it is part of the password, write"
        + " it in quotes into a .env file, or as %20 into DATABASE_URL"
    }
    let scalars = password.unicodeScalars
    let hasLines = scalars.contains { $0 == "\n" || $0 == "\r" }
    if hasLines || [scalars.first, scalars.last].contains(where: isInvisible) {
      return
        "has a line feed, or begins or ends with an invisible character: remove it; if it is"
        + " part of the password, write it percent-encoded into DATABASE_URL"
    }
    if quote(around: password) != nil {
      return
        "is in quotes, which docker's --env-file keeps: remove them; if they are part of"
        + " the password, write them into a .env file, as in '\"secret\"', or as %22 into DATABASE_URL"
    }
    return nil
  }

  /// Without LF and CR at the end.
  static func withoutLineEnd(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let last = scalars.last, last == "\n" || last == "\r" { scalars.removeLast() }
    return String(scalars)
  }

  private static func trimmed(_ text: String) -> String {
    String(Substring(text.utf8.withoutSpaceAround))
  }

  private static func isInvisible(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map(StrayCharacter.isInvisible) ?? false
  }

  /// The quote on both sides of a text that contains no other of its kind.
  private static func quote(around text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    guard scalars.count >= 2, let quote = scalars.first, quote == scalars.last,
      quote == "\"" || quote == "'", !scalars.dropFirst().dropLast().contains(quote)
    else { return nil }
    return quote
  }
}
