internal import Basics

/// The settings while they are read: the three layers, and everything found wrong so far.
struct SettingsDraft {
  private let options: [SettingName: [String]]
  private let process: [String: String]
  /// The options that the command has.
  private let taken: Set<SettingName>
  /// The `.env` file; empty when there is none.
  private var file: [String: String] = [:]
  /// The contents of the files that `…_FILE` variables name, by the variable whose value it is.
  private var secrets: [String: SettingValue] = [:]
  private(set) var faults: [SettingFault] = []
  private(set) var warnings: [String] = []
  /// The schema that the connection string names, for tables without one.
  var connectionSchema: String?
  /// True when the `.env` file has faulty lines: what seems unset may be there.
  private(set) var fileIsBroken = false

  /// `options` are what was typed, with at least one value each; `process` is the process
  /// environment; `taken` are the options that the command has.
  init(
    options: [SettingName: [String]], process: [String: String], taken: Set<SettingName>
  ) {
    self.options = options
    self.process = process
    self.taken = taken
  }

  /// False for an option that the command does not have: its variable has no effect.
  func takes(_ name: SettingName) -> Bool { taken.contains(name) }

  /// Takes the file's values as the weakest layer; reporting its faults is the caller's task.
  mutating func use(_ file: DotEnv) {
    self.file = file.values
    fileIsBroken = !file.faults.isEmpty
  }

  /// Notes a fault of the value under the name by which it was given.
  mutating func refuse(_ value: SettingValue, _ problem: String) {
    refuse(value.name, problem, fromOption: value.layer == .option)
  }

  /// Notes a fault: `problem` continues from the setting's name and never holds its value. A fault of an
  /// option is a fault of usage.
  mutating func refuse(_ name: String, _ problem: String, fromOption: Bool = false) {
    let fault = SettingFault(name: name, problem: problem, fromOption: fromOption)
    if !faults.contains(fault) { faults.append(fault) }
  }

  /// Notes one sentence for the operator, without values; only once.
  mutating func warn(_ warning: String) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  /// Names the options of a connection string that are passed over, if any.
  mutating func warn(_ value: SettingValue, of options: [String]) {
    if options.isEmpty { return }
    warn("\(value.name): ignored, without effect on a run: \(options.joined(separator: ", "))")
  }

  /// Takes the content of a file as the value of a variable that is not set itself.
  mutating func useSecret(_ value: SettingValue, for variable: SettingVariable) {
    secrets[variable.rawValue] = value
  }

  /// The variable's value in the process environment, else in the file, without line feeds, blanks and
  /// quotes around it; empty means unset.
  func variable(_ name: String) -> SettingValue? {
    for (layer, values) in [(SettingValue.Layer.process, process), (.file, file)] {
      guard let written = values[name] else { continue }
      let text = SettingText.plain(written, of: name, layer)
      if !text.isEmpty { return SettingValue(name: name, text: text, layer: layer) }
    }
    return secrets[name]
  }

  /// True for a variable of the process that is set to nothing but white space.
  func isBlank(_ name: String) -> Bool {
    process[name].map { !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIISpace) } ?? false
  }

  /// The same for a variable that does not belong to an option.
  func variable(_ variable: SettingVariable) -> SettingValue? { self.variable(variable.rawValue) }

  /// The setting as an option, else as a variable; for a repeated option the last value.
  func value(_ name: SettingName) -> SettingValue? {
    guard let texts = options[name] else { return variable(name.environmentVariable) }
    return SettingValue(name: name.option, text: texts.last ?? "", layer: .option)
  }

  /// The setting of the option; nil also where the command does not have it.
  func value<Value>(_ option: Option<Value>) -> SettingValue? {
    takes(option.name) ? value(option.name) : nil
  }

  /// The options that were typed.
  var typed: Set<SettingName> { Set(options.keys) }

  /// All values of a repeatable option; nil when it was not given as an option.
  func optionValues(_ name: SettingName) -> [SettingValue]? {
    options[name]?.map { SettingValue(name: name.option, text: $0, layer: .option) }
  }

  /// Warns of variables that look like settings but are not: a misspelt limit limits nothing.
  mutating func warnOfUnknownVariables() {
    let known = Set(SettingVariable.everyName)
    for name in Set(process.keys).union(file.keys).sorted()
    where name.hasPrefix("SYNCTOOL_") && !name.hasPrefix("SYNCTOOL_TEST_") && !known.contains(name)
      && name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    {
      warn("\(name) is not a setting of synctool and has no effect")
    }
    for option in Options.all where file[option.variable] != nil {
      if case .process = option.layers {
        warn("\(option.variable) has no effect inside a .env file")
      }
    }
  }
}

/// The text of one setting and where it came from.
struct SettingValue {
  /// In the order of precedence, the weakest first.
  enum Layer: Int, Comparable {
    case file, process, option

    static func < (a: Layer, b: Layer) -> Bool { a.rawValue < b.rawValue }
  }

  /// The option or the variable, as the user typed it.
  var name: String
  /// Not empty unless it was given as an option.
  var text: String
  var layer: Layer
}
