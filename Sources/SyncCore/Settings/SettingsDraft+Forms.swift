internal import PostgresDriver

extension SettingsDraft {
  /// Refuses what must not be shown, and what libpq would refuse only while connecting or would accept
  /// although nothing is meant: names are shown everywhere.
  mutating func checkForms() {
    for (variable, problem) in Self.names {
      let taken = ForeignVariable.all.filter { $0.fate == .taken && $0.standsFor == variable }
      for name in [variable.rawValue] + taken.map(\.name) {
        if let value = self.variable(name), let words = problem(value.text) { refuse(value, words) }
      }
    }
    for (name, keyword) in ConnectionString.environment { checkForm(of: name, keyword) }
    for name in SettingText.passwords.sorted() {
      if let value = variable(name), let doubt = SettingText.doubt(value.text, value.layer) {
        refuse(value, doubt)
      }
    }
    checkNewerVariables()
  }

  /// Refuses variables whose bytes are not text where one is a setting: a guard that nobody can read would
  /// be none.
  mutating func refuse(unreadable names: Set<String>) {
    let typed = Set(typed.map(\.environmentVariable))
    let taken = Set(
      SettingVariable.everyName + ConnectionString.environment.map(\.variable)
        + ForeignVariable.all.filter { $0.fate == .taken }.map(\.name)
    ).subtracting(typed)
    for name in names.intersection(taken).sorted() { refuse(name, "is not valid UTF-8") }
  }

  /// The variables that are shown, and what is wrong with a text there. The host's own form is checked
  /// where it is parsed; a table is looked up by its name.
  private static let names: [(variable: SettingVariable, problem: @Sendable (String) -> String?)] =
    [
      (.databaseHost, misplaced), (.table, misplaced), (.references, misplaced),
      (.databaseName, { KeywordCheck.nameProblem($0, .database) }),
      (.databaseUser, { KeywordCheck.nameProblem($0, .role) }),
      (.mongoDatabase, { KeywordCheck.nameProblem($0, .mongo) }),
      (.mongoCollection, { KeywordCheck.nameProblem($0, .mongo) }),
    ]

  @Sendable private static func misplaced(_ text: String) -> String? {
    KeywordCheck.isConnectionString(text) ? KeywordCheck.misplaced : nil
  }

  private mutating func checkForm(of name: String, _ keyword: String) {
    guard let value = variable(name) else {
      // libpq itself would take the blanks.
      if isBlank(name) { refuse(name, "holds nothing but white space: remove it") }
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

  /// The variables of a newer libpq, which this one would silently ignore.
  private mutating func checkNewerVariables() {
    let known = Set(ConnectionString.environment.map(\.variable))
    for (name, option) in ConnectionString.newerEnvironment where !known.contains(name) {
      guard let value = variable(name) else { continue }
      if let advice = ConnectionString.refusal(ofOption: option, value.text) {
        refuse(value, "is not supported: \(advice)")
      }
    }
  }
}
