internal import Basics

/// Emails as `a***@e***.com#1a2b3c4d`: still distinguishable, and useless as addresses.
///
/// What remains is the first character of either side, the last part of the domain, and the first 32
/// bits of the SHA-256 of the email in lower case (ASCII), trimmed. Whoever knows an email can thus
/// look for it, which is the point; nobody gets an email out of it except by guessing.
enum EmailMask {
  /// The text as an email, whatever it looks like.
  static func whole(_ text: String) -> String {
    let email = Array(Substring(text.utf8.withoutSpaceAround).unicodeScalars)[...]
    guard !email.isEmpty else { return text }
    let tag = "#" + tag(of: email)
    guard let at = email.lastIndex(of: "@") else { return "***" + tag }
    let domain = email[(at + 1)...]
    let end = domain.lastIndex(of: ".").map { "." + joined(domain[($0 + 1)...]) } ?? ""
    return joined(email[..<at].prefix(1)) + "***@" + joined(domain.prefix(1)) + "***" + end + tag
  }

  /// The text with each email in it masked; the rest is unchanged.
  static func within(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    let scalars = Array(text.unicodeScalars)
    var masked = ""
    var done = 0
    for word in words(scalars) {
      masked += joined(scalars[done..<word.lowerBound])
      masked += isEmail(scalars[word]) ? whole(joined(scalars[word])) : joined(scalars[word])
      done = word.upperBound
    }
    return masked + joined(scalars[done...])
  }

  /// The runs of characters that may be an email, without the punctuation that follows one.
  private static func words(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = 0
    for (index, scalar) in (scalars + [" "]).enumerated() where parts(scalar) {
      var end = index
      while end > start, ".!?'".unicodeScalars.contains(scalars[end - 1]) { end -= 1 }
      if end > start { words.append(start..<end) }
      start = index + 1
    }
    return words
  }

  private static func parts(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || "\"<>()[]{},;:\\|".unicodeScalars.contains(scalar)
  }

  /// True with an at sign that has something on both sides.
  private static func isEmail(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let at = word.lastIndex(of: "@") else { return false }
    return at > word.startIndex && at < word.endIndex - 1
  }

  /// Eight hexadecimal digits.
  private static func tag(of email: ArraySlice<Unicode.Scalar>) -> String {
    let folded = joined(email).utf8.map(\.foldedASCII)
    return ByteDigits.hexText(SHA256.digest(folded).prefix(4))
  }

  private static func joined(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}
