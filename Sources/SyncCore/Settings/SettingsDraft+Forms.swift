internal import PostgresDriver

extension SettingsDraft {
  private static let misplaced =
    "is a connection string where a name belongs: use DATABASE_URL or MONGODB_URI"

  /// Refuses what must not be shown, and what libpq would refuse only while it connects or would take
  /// where nothing is meant: names are shown everywhere.
  mutating func checkForms() {
    let names: [SettingVariable] = [
      .databaseHost, .databaseName, .databaseUser, .table, .references, .mongoDatabase,
      .mongoCollection,
    ]
    let taken = ForeignVariable.all.filter { $0.fate == .taken && names.contains($0.standsFor) }
    for name in names.map(\.rawValue) + taken.map(\.name) + ForeignVariable.schemas {
      guard let value = variable(name), KeywordCheck.isConnectionString(value.text) else {
        continue
      }
      refuse(value, Self.misplaced)
    }
    for (name, keyword) in ConnectionString.environment { checkForm(of: name, keyword) }
    for name in SettingText.passwords.sorted() {
      if let value = variable(name), let doubt = SettingText.doubt(value.text, value.layer) {
        refuse(value, doubt)
      }
    }
    checkNewerVariables()
  }

  private mutating func checkForm(of name: String, _ keyword: String) {
    guard let value = variable(name) else {
      // libpq itself would take the blanks.
      if isBlank(name) { refuse(name, "holds white space alone: take it away") }
      return
    }
    var text = value.text
    if keyword == "sslrootcert" { return }
    if keyword == "host", !KeywordCheck.isConnectionString(text) {
      guard let list = HostList(text) else {
        refuse(value, "must be a host, or host:port with a port from 1 to 65535")
        return
      }
      text = list.hosts
    }
    if let problem = KeywordCheck.problem(keyword, text) { refuse(value, problem) }
  }

  /// The variables of a newer libpq, which the one here would pass over without a word.
  private mutating func checkNewerVariables() {
    let known = Set(ConnectionString.environment.map(\.variable))
    for (name, option) in ConnectionString.newerEnvironment where !known.contains(name) {
      guard let value = variable(name) else { continue }
      if let advice = ConnectionString.refusal(ofOption: option, value.text) {
        refuse(value, "is not taken: \(advice)")
      }
    }
  }
}
