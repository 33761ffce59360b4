internal import CPostgres

/// Connection URIs and libpq's names of settings.
package enum ConnectionString {
  /// libpq's environment variables and the settings that they set: `PGHOST` is `host`.
  package static var environment: [(variable: String, keyword: String)] {
    known.compactMap { option in option.variable.map { ($0, option.keyword) } }
  }

  /// The keywords that this libpq knows.
  static let keywords = Set(known.map(\.keyword))

  /// The keyword of libpq that a name means, which other programs write with other characters between
  /// its words: `sslRootCert`, `SSL Mode`; nil for another name.
  static func keyword(_ name: String) -> String? {
    keywords.contains(name) ? name : plainKeywords[ForeignOption.plain(name)]
  }

  private static let plainKeywords = Dictionary(
    keywords.map { (ForeignOption.plain($0), $0) }, uniquingKeysWith: { first, _ in first })

  /// The variables of newer libpqs and their options.
  package static let newerEnvironment: [(variable: String, option: String)] = [
    ("PGREQUIREAUTH", "require_auth"), ("PGSSLCERTMODE", "sslcertmode"),
    ("PGGSSDELEGATION", "gssdelegation"), ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGMINPROTOCOLVERSION", "min_protocol_version"),
  ]

  /// Why an option of another program is not supported with this value, and what to write; nil when it is.
  package static func refusal(ofOption name: String, _ value: String) -> String? {
    guard case .refused(let advice) = ForeignOption.named(name)?.outcome(of: value) else {
      return nil
    }
    return advice
  }

  /// True for a keyword that libpq has always known, and some of whose values other programs read
  /// differently.
  static func isOverruled(_ keyword: String) -> Bool {
    ["sslmode", "sslrootcert", "sslcert", "replication"].contains(keyword)
  }

  /// The settings in a `postgresql://` URI or a string of `keyword=value` pairs.
  ///
  /// Refuses what would put a piece of a badly encoded password into the host, the port or the
  /// database. Errors hold nothing of the text.
  package static func parse(_ text: String) throws(PostgresError) -> [ConnectionKeyword] {
    if text.utf8.contains(0) {
      throw ConnectFault.badSettings("the connection URI holds a NUL character")
    }
    let settings = try options(text).compactMap { option in
      option.value.map { ConnectionKeyword(keyword: option.keyword, value: $0) }
    }
    for setting in settings where isURI(text) { try check(setting) }
    return settings
  }

  private static let encodeHint =
    "percent-encode the characters : / ? # [ ] @ % in the user and the password"

  private static func isURI(_ text: String) -> Bool {
    text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
  }

  private static func check(_ setting: ConnectionKeyword) throws(PostgresError) {
    let isBad =
      switch setting.keyword {
      case "port":
        setting.value.split(separator: ",").contains { !(1...65_535).contains(Int($0) ?? 0) }
      case "host", "hostaddr", "dbname":
        setting.value.utf8.contains(UInt8(ascii: "@"))
      default: false
      }
    if isBad {
      throw ConnectFault.badSettings(
        "the \(setting.keyword) in the connection URI is not valid", hint: encodeHint)
    }
  }

  private struct Option {
    var keyword: String
    var variable: String?
    var value: String?
  }

  /// All options of this libpq, without values.
  private static var known: [Option] { (try? options("")) ?? [] }

  private static func options(_ text: String) throws(PostgresError) -> [Option] {
    var fault: UnsafeMutablePointer<CChar>?
    guard let options = unsafe PQconninfoParse(text, &fault) else {
      let words = unsafe fault.map { unsafe String(cString: $0) } ?? ""
      if let fault = unsafe fault { unsafe PQfreemem(fault) }
      throw refusal(of: words, isURI: isURI(text))
    }
    defer { unsafe PQconninfoFree(options) }
    var result: [Option] = []
    var index = 0
    // The list ends with an entry without a keyword.
    while let keyword = unsafe options[index].keyword {
      var value: String?
      if let bytes = unsafe options[index].val {
        // A percent-encoding can make any bytes; repaired ones would be another password.
        guard let text = unsafe String(validatingCString: bytes) else {
          throw refusal(of: "percent-encoded", isURI: true)
        }
        value = text
      }
      result.append(
        Option(
          keyword: unsafe String(cString: keyword),
          variable: unsafe options[index].envvar.map { unsafe String(cString: $0) }, value: value))
      index += 1
    }
    return result
  }

  private static func refusal(of words: String, isURI: Bool) -> PostgresError {
    let what =
      if words.contains("percent-encoded") {
        "the connection URI has a bad percent-encoding"
      } else if words.contains("query parameter") || words.contains("connection option") {
        "the connection URI has an option that libpq does not know"
      } else if isURI {
        "the connection URI is malformed"
      } else {
        "the connection string is neither a postgresql:// URI nor keyword=value pairs"
      }
    return ConnectFault.badSettings(
      what, hint: isURI ? encodeHint : "write it as postgresql://user@host:port/database")
  }
}
