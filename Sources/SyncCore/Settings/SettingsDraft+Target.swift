internal import Glibc
internal import PostgresDriver

extension SettingsDraft {
  /// The variables that name a target one by one, and libpq's keyword for each.
  private static let parts: [(variable: SettingVariable, keyword: String)] = [
    (.databaseHost, "host"), (.databasePort, "port"), (.databaseName, "dbname"),
    (.databaseUser, "user"), (.databasePassword, "password"), (.databaseSSL, "sslmode"),
  ]

  /// Debian's and Ubuntu's bundle of the certificate authorities that the system trusts.
  private static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

  /// The target: `DATABASE_URL`, else `DB_…`, else `PG…`; nil when none is set or it is faulty.
  mutating func target() -> TargetSetting? {
    let table = table()
    guard let keywords = keywords(), let table else { return nil }
    return TargetSetting(keywords: keywords, table: table)
  }

  private mutating func table() -> QualifiedName? {
    guard let value = variable(.table) else { return QualifiedName(name: "clients") }
    if let name = QualifiedName(parsing: value.text) { return name }
    refuse(
      value, "must be table or schema.table, each part 1 to 63 bytes, in double quotes if need be")
    return nil
  }

  private mutating func keywords() -> [ConnectionKeyword]? {
    let given = Self.parts.compactMap { variable($0.variable) }
    if let url = variable(.databaseURL) {
      if !given.isEmpty {
        let names = given.map(\.name).joined(separator: ", ")
        warn("\(names): not used, because DATABASE_URL is set")
      }
      return url.text.isEmpty ? nil : parse(url).map(completed)
    }
    if !given.isEmpty { return separate().map(completed) }
    let targets: Set = ["host", "hostaddr", "port", "dbname", "user", "service"]
    if libpqKeywords().contains(where: { targets.contains($0.keyword) }) { return completed([]) }
    if !fileIsBroken {
      refuse("DATABASE_URL", "is not set: set it to postgresql://…, or set DB_NAME or PGDATABASE")
    }
    return nil
  }

  private mutating func parse(_ url: SettingValue) -> [ConnectionKeyword]? {
    guard url.text.hasPrefix("postgresql://") || url.text.hasPrefix("postgres://") else {
      refuse(url, "must begin with postgresql:// or postgres://")
      return nil
    }
    do throws(PostgresError) {
      return try ConnectionString.parse(url.text)
    } catch {
      refuse(url, error.hint.isEmpty ? error.message : "\(error.message); \(error.hint)")
      return nil
    }
  }

  private mutating func separate() -> [ConnectionKeyword]? {
    let before = faults.count
    var keywords: [ConnectionKeyword] = []
    for part in Self.parts {
      guard let value = variable(part.variable) else { continue }
      switch part.variable {
      case .databasePort where !(1...65_535).contains(Self.port(value.text)):
        refuse(value, "must be a port from 1 to 65535")
      case .databaseSSL: keywords += ssl(value)
      default: keywords.append(ConnectionKeyword(keyword: part.keyword, value: value.text))
      }
    }
    if variable(.databaseName) == nil && variable("PGDATABASE") == nil && !fileIsBroken {
      refuse("DB_NAME", "is not set, although other DB_ variables are")
    }
    return faults.count == before ? keywords : nil
  }

  private static func port(_ text: String) -> Int {
    text.utf8.allSatisfy(isDigit) ? Int(text) ?? 0 : 0
  }

  /// `true` asks for an encrypted connection to a server whose certificate names it.
  private mutating func ssl(_ value: SettingValue) -> [ConnectionKeyword] {
    let words = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
    if words.contains(value.text) {
      return [ConnectionKeyword(keyword: "sslmode", value: value.text)]
    }
    guard let isOn = Self.boolean(value.text) else {
      refuse(value, "must be true, false or one of " + words.joined(separator: ", "))
      return []
    }
    guard isOn else { return [ConnectionKeyword(keyword: "sslmode", value: "disable")] }
    var keywords = [ConnectionKeyword(keyword: "sslmode", value: "verify-full")]
    if variable("PGSSLROOTCERT") == nil && access(Self.systemCertificates, R_OK) == 0 {
      keywords.append(ConnectionKeyword(keyword: "sslrootcert", value: Self.systemCertificates))
    }
    return keywords
  }

  /// What is left open is filled from `PG…`, as libpq itself does from the process environment.
  private func completed(_ keywords: [ConnectionKeyword]) -> [ConnectionKeyword] {
    keywords
      + libpqKeywords().filter { other in !keywords.contains { $0.keyword == other.keyword } }
  }
}
