internal import PostgresDriver

/// A target that is named part by part.
extension SettingsDraft {
  /// The variables that name a target part by part, and libpq's keyword for each.
  static let parts: [(variable: SettingVariable, keyword: String)] = [
    (.databaseHost, "host"), (.databasePort, "port"), (.databaseName, "dbname"),
    (.databaseUser, "user"), (.databasePassword, "password"), (.databaseSSL, "sslmode"),
  ]

  /// The variables of other programs that are set and correspond to one of these, without those that
  /// are taken.
  func foreignNames(_ standsFor: (SettingVariable) -> Bool) -> [String] {
    ForeignVariable.all.filter {
      $0.fate == .named && standsFor($0.standsFor) && variable($0.name) != nil
    }.map(\.name)
  }

  /// The same as the end of a sentence; empty when there are none.
  func alsoSet(_ standsFor: (SettingVariable) -> Bool) -> String {
    let names = foreignNames(standsFor)
    return names.isEmpty ? "" : "; \(names.joined(separator: ", ")): not read by synctool"
  }

  /// The target of `DB_…`, or with `isOfLibpq` of `PG…` alone; nil when it is faulty.
  mutating func separate(
    isOfLibpq: Bool
  ) -> (keywords: [ConnectionKeyword], schema: String?)? {
    let before = faults.count
    var keywords: [ConnectionKeyword] = []
    if !isOfLibpq {
      refuseOtherKinds()
      for entry in Self.parts {
        guard let value = part(entry.variable) else { continue }
        keywords += self.keywords(of: entry, value)
      }
    }
    keywords = completed(keywords)
    splitHosts(&keywords, named: part(.databasePort)?.name ?? "PGPORT")
    checkLists(keywords, named: [:])
    if !isOfLibpq { requireName() }
    refuseForeign(beside: keywords)
    let schema = isOfLibpq ? nil : schema()
    return faults.count == before ? (keywords, schema) : nil
  }

  /// The part under its own name, else under a name that frameworks have for it.
  private mutating func part(_ variable: SettingVariable) -> SettingValue? {
    let own = self.variable(variable)
    let others = ForeignVariable.all.filter { $0.standsFor == variable && $0.fate == .taken }
      .compactMap { self.variable($0.name) }
    guard let used = own ?? others.first else { return nil }
    for other in others where other.name != used.name && other.text != used.text {
      warn("\(other.name): not used, because \(used.name) is set")
    }
    return used
  }

  private mutating func keywords(
    of part: (variable: SettingVariable, keyword: String), _ value: SettingValue
  ) -> [ConnectionKeyword] {
    let keyword = ConnectionKeyword(keyword: part.keyword, value: value.text)
    switch part.variable {
    case .databasePort where !KeywordCheck.isPort(value.text):
      refuse(value, "must be a port from 1 to 65535")
    case .databaseHost:
      let hosts = HostList(value.text)?.hosts
      let problem =
        hosts.map { KeywordCheck.problem("host", $0) }
        ?? "must be a host, or host:port with a port from 1 to 65535"
      guard let problem else { return [keyword] }
      // Reported already where it is a connection string.
      if !KeywordCheck.isConnectionString(value.text) { refuse(value, problem) }
      return []
    case .databaseSSL: return ssl(value)
    default: return [keyword]
    }
    return []
  }

  /// `true` asks for an encrypted connection to a server whose certificate names it.
  private mutating func ssl(_ value: SettingValue) -> [ConnectionKeyword] {
    let sslmode = { (mode: String) in ConnectionKeyword(keyword: "sslmode", value: mode) }
    let word = value.text.lowercased()
    if KeywordCheck.problem("sslmode", word) == nil { return [sslmode(word)] }
    if word == "no-verify" { return [sslmode("require")] }
    guard let isOn = Self.boolean(word) else {
      refuse(
        value,
        "must be true, false or one of disable, allow, prefer, require, verify-ca, verify-full")
      return []
    }
    guard isOn else { return [sslmode("disable")] }
    guard variable("PGSSLROOTCERT") == nil, let roots = SystemCertificates.bundle else {
      return [sslmode("verify-full")]
    }
    return [sslmode("verify-full"), ConnectionKeyword(keyword: "sslrootcert", value: roots)]
  }

  /// `host:port` is two of libpq's keywords; a port that is set besides must be the same.
  mutating func splitHosts(_ keywords: inout [ConnectionKeyword], named name: String) {
    guard let index = keywords.firstIndex(where: { $0.keyword == "host" }),
      let list = HostList(keywords[index].value)
    else { return }
    keywords[index].value = list.hosts
    guard let ports = list.ports else { return }
    guard let port = keywords.firstIndex(where: { $0.keyword == "port" }) else {
      keywords.append(ConnectionKeyword(keyword: "port", value: ports))
      return
    }
    if keywords[port].value != ports {
      refuse(
        name, "differs from the port given with the host: keep one of the two")
    }
  }

  /// libpq takes hosts, addresses and ports one by one; `named` is where a keyword comes from if not
  /// from a variable of libpq.
  mutating func checkLists(_ keywords: [ConnectionKeyword], named: [String: String]) {
    let count = { (keyword: String) -> Int? in
      let value = keywords.first { $0.keyword == keyword && !$0.value.isEmpty }?.value
      return value.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    }
    let (hosts, addresses, ports) = (count("host"), count("hostaddr"), count("port") ?? 1)
    if let hosts, let addresses, hosts != addresses {
      refuse(
        named["hostaddr"] ?? "PGHOSTADDR",
        "holds \(addresses) of hostaddr for \(hosts) of host: name one address for each host")
    }
    let servers = addresses ?? hosts ?? 1
    if ports > 1, ports != servers {
      refuse(
        named["port"] ?? "PGPORT",
        "holds \(ports) ports for \(servers) host\(servers == 1 ? "" : "s"): set one port, or one for each"
          + " host")
    }
  }

  private mutating func requireName() {
    if part(.databaseName) == nil && variable("PGDATABASE") == nil && !fileIsBroken {
      let also = alsoSet { $0 == .databaseName }
      refuse("DB_NAME", "is not set, although other DB_ variables are\(also)")
    }
  }

  /// What is left unset means another host, role or database than the author of such a
  /// variable had in mind.
  private mutating func refuseForeign(beside keywords: [ConnectionKeyword]) {
    if keywords.contains(where: { $0.keyword == "service" }) { return }
    for (variable, keyword) in Self.parts
    where [.databaseHost, .databaseName, .databaseUser].contains(variable) {
      let isGiven = keywords.contains {
        $0.keyword == keyword || keyword == "host" && $0.keyword == "hostaddr"
      }
      guard !isGiven, let name = foreignNames({ $0 == variable }).first else { continue }
      if variable == .databaseName, faults.contains(where: { $0.name == "DB_NAME" }) { continue }
      refuse(name, "is not read by synctool: set \(variable.rawValue) instead")
    }
    let hasPassword = keywords.contains { ["password", "passfile"].contains($0.keyword) }
    if !hasPassword, let name = foreignNames({ $0 == .databasePassword }).first {
      warn("\(name): not read by synctool, and no password is set: use DB_PASSWORD")
    }
  }

  /// `DB_CONNECTION=mysql` says that the other `DB_` variables are not about PostgreSQL.
  private mutating func refuseOtherKinds() {
    for name in ForeignVariable.kinds {
      guard let value = variable(name) else { continue }
      let kind = value.text.lowercased()
      if ForeignVariable.otherKinds.contains(where: kind.contains) {
        refuse(
          value,
          "names another kind of database, so the DB_ variables do not describe the target: set"
            + " DATABASE_URL")
      }
    }
  }

  private mutating func schema() -> String? {
    guard let value = ForeignVariable.schemas.compactMap({ self.variable($0) }).first else {
      return nil
    }
    guard let schema = SearchPath.first(value.text) else {
      refuse(value, "does not begin with the name of a schema: set SYNCTOOL_TABLE to schema.table")
      return nil
    }
    if let problem = KeywordCheck.nameProblem(schema, .schema) { refuse(value, problem) }
    return schema
  }
}
