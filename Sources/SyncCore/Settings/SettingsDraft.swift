internal import PostgresDriver

/// The settings while they are read: the three layers, and all that was found wrong so far.
struct SettingsDraft {
  private let options: [SettingName: [String]]
  private let process: [String: String]
  /// The `.env` file; empty when there is none.
  private var file: [String: String] = [:]
  private(set) var faults: [SettingFault] = []
  private(set) var warnings: [String] = []
  /// True when the `.env` file has faulty lines: what seems unset may stand there.
  private(set) var fileIsBroken = false

  /// `options` are what was typed, with at least one value each; `process` is the process
  /// environment.
  init(options: [SettingName: [String]], process: [String: String]) {
    self.options = options
    self.process = process
  }

  /// Takes the file's values as the weakest layer; telling of its faults is the caller's.
  mutating func use(_ file: DotEnv) {
    self.file = file.values
    fileIsBroken = !file.faults.isEmpty
  }

  /// Notes a fault of the value under the name by which it was given.
  mutating func refuse(_ value: SettingValue, _ problem: String) {
    refuse(value.name, problem, fromOption: value.layer == .option)
  }

  /// Notes a fault: `problem` goes on from the setting's name and never holds its value. One of an
  /// option is a fault of usage.
  mutating func refuse(_ name: String, _ problem: String, fromOption: Bool = false) {
    faults.append(SettingFault(name: name, problem: problem, fromOption: fromOption))
  }

  /// Notes one sentence for the operator, without values.
  mutating func warn(_ warning: String) { warnings.append(warning) }

  /// The variable's value in the process environment, else in the file; empty means unset.
  func variable(_ name: String) -> SettingValue? {
    if let text = process[name], !text.isEmpty {
      return SettingValue(name: name, text: text, layer: .process)
    }
    if let text = file[name], !text.isEmpty {
      return SettingValue(name: name, text: text, layer: .file)
    }
    return nil
  }

  /// The same for a variable that is no option's twin.
  func variable(_ variable: SettingVariable) -> SettingValue? { self.variable(variable.rawValue) }

  /// The setting as an option, else as a variable; of a repeated option the last value.
  func value(_ name: SettingName) -> SettingValue? {
    guard let texts = options[name] else { return variable(name.environmentVariable) }
    return SettingValue(name: name.option, text: texts.last ?? "", layer: .option)
  }

  /// All values of a repeatable option; nil when it was not given as an option.
  func optionValues(_ name: SettingName) -> [SettingValue]? {
    options[name]?.map { SettingValue(name: name.option, text: $0, layer: .option) }
  }

  /// The environment's values of libpq's keywords, as libpq itself would take them.
  func libpqKeywords() -> [ConnectionKeyword] {
    ConnectionString.environment.compactMap { entry in
      variable(entry.variable).map {
        ConnectionKeyword(keyword: entry.keyword, value: $0.text)
      }
    }
  }

  /// Refuses URIs and `keyword=value` strings where a name belongs: names are shown everywhere.
  mutating func refuseURIsAsNames() {
    let own: [SettingVariable] = [.databaseHost, .databaseName, .table, .mongoCollection]
    for name in own.map(\.rawValue) + ["PGHOST", "PGHOSTADDR", "PGDATABASE"] {
      guard let value = variable(name) else { continue }
      if value.text.contains("://") || value.text.contains("password=") {
        refuse(
          value, "is a connection string where a name belongs: use DATABASE_URL or MONGODB_URI")
      }
    }
  }

  /// Tells of variables that look like settings and are none: a misspelt limit limits nothing.
  mutating func warnOfUnknownVariables() {
    let known = Set(SettingVariable.everyName)
    for name in Set(process.keys).union(file.keys).sorted()
    where name.hasPrefix("SYNCTOOL_") && !name.hasPrefix("SYNCTOOL_TEST_") && !known.contains(name)
      && name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    {
      warn("\(name) is no setting of synctool and has no effect")
    }
    if file[SettingName.envFile.environmentVariable] != nil {
      warn("SYNCTOOL_ENV_FILE has no effect inside a .env file")
    }
  }
}
