/// A connection URI split into its base and its options, by libpq's own rules; libpq reads the rest.
struct ConnectionURI {
  /// The URI without options, with libpq's scheme.
  let body: String
  let scheme: ConnectionScheme.Outcome
  let options: [(name: String, value: String)]
  /// Options without a value or with a bad encoding.
  let faults: [String]
  /// True when a piece of a badly encoded password may be among the names of options.
  let hidesNames: Bool

  /// nil when the text does not begin with a known scheme.
  init?(_ text: String) {
    guard let (scheme, rest) = Self.takeScheme(text) else { return nil }
    self.scheme = scheme
    let question = Self.queryStart(rest)
    body = "postgresql://" + rest[..<question]
    var options: [(name: String, value: String)] = []
    var faults: [String] = []
    let query = Substring(rest.utf8[question...].dropFirst())
    hidesNames =
      rest.utf8[Self.authorityStart(rest)...].contains(UInt8(ascii: "@"))
      || ["password=", "passwd=", "pwd=", "pass="].contains(where: query.lowercased().contains)
    if Self.hasOption(rest.utf8[Self.authorityStart(rest)..<question], after: "&") {
      faults.append("has an option without a ? before it: write ? before the first option")
    }
    // Byte by byte, as in libpq: a combining character does not hide the one it combines with.
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      let pair = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
      ).map { Substring($0) }
      guard pair.count == 2, let name = Self.decode(pair[0]), let value = Self.decode(pair[1])
      else {
        faults.append(Self.fault(pair, hidden: hidesNames))
        continue
      }
      options.append((name, value))
    }
    self.options = options
    self.faults = faults
  }

  /// The option's name for a message; empty for what may be something else.
  static func shown(_ name: some StringProtocol, hidden: Bool) -> String {
    let isPlain = name.utf8.allSatisfy { $0.isAlphanumeric || "_.-[]".utf8.contains($0) }
    let isWord = name.first.map { $0.isLetter || $0.isNumber } ?? false
    return isPlain && isWord && !hidden && (1...48).contains(name.utf8.count) ? String(name) : ""
  }

  /// True when the part after a separator is `NAME=…` with the name of a known option: what the
  /// separator separates is not a value.
  static func hasOption(_ text: Substring.UTF8View, after separator: Unicode.Scalar) -> Bool {
    text.split(separator: UInt8(ascii: separator)).dropFirst().contains { part in
      guard let end = part.firstIndex(of: UInt8(ascii: "=")) else { return false }
      let name = String(Substring(part[..<end]))
      return ConnectionString.keywords.contains(name) || ForeignOption.named(name) != nil
    }
  }

  private static func fault(_ pair: [Substring], hidden: Bool) -> String {
    // Something without = is an option only if it is known as one.
    let isKnown =
      ConnectionString.keywords.contains(String(pair[0]))
      || ForeignOption.named(String(pair[0])) != nil
    let name = shown(pair[0], hidden: hidden || !isKnown && pair.count < 2)
    let option = name.isEmpty ? "an option" : "the option \(name)"
    return pair.count == 2
      ? "\(option) has a bad percent-encoding: write a % of the value itself as %25"
      : "\(option) has no value: write options as name=value, with & between them"
  }

  private static func takeScheme(_ text: String) -> (ConnectionScheme.Outcome, Substring)? {
    // JDBC's short forms: jdbc:postgresql:database and jdbc:postgresql:/
    let short = "jdbc:postgresql:"
    if text.lowercased().hasPrefix(short), !text.dropFirst(short.count).hasPrefix("//") {
      let rest = text.dropFirst(short.count)
      return (.jdbc, Substring((rest.hasPrefix("/") ? "" : "/") + String(rest)))
    }
    guard let end = text.firstRange(of: "://"),
      let outcome = ConnectionScheme.outcome(of: text[..<end.lowerBound])
    else { return nil }
    return (outcome, text[end.upperBound...])
  }

  /// After the user and the password, if any: as in libpq the first `@` ends them, unless
  /// a `/` comes before it.
  private static func authorityStart(_ rest: Substring) -> Substring.Index {
    let at = UInt8(ascii: "@")
    let end = rest.utf8.firstIndex { $0 == at || $0 == UInt8(ascii: "/") }
    return end.flatMap { rest.utf8[$0] == at ? rest.utf8.index(after: $0) : nil }
      ?? rest.startIndex
  }

  private static func queryStart(_ rest: Substring) -> Substring.Index {
    rest.utf8[authorityStart(rest)...].firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
  }

  /// nil when a `%` is not followed by two hexadecimal digits, or the bytes are not text.
  private static func decode(_ part: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = part.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
