internal import Records

extension Settings {
  /// The deadline in seconds as far as it is known before any file is read; nil when there is none, and when
  /// it is faulty, which `load` reports.
  package static func deadline(
    options: [SettingName: [String]], environment: [String: String]
  ) -> Double? {
    var draft = SettingsDraft(options: options, process: environment)
    return Options.deadline.spec.read(&draft) as? Double
  }

  /// Reads and checks all settings: options, then the process environment, then the `.env` file.
  ///
  /// - Parameters:
  ///   - options: the values of each option in order, at least one; for a switch a word for true
  ///     or false.
  ///   - environment: of the process.
  ///   - readsSource: false for a command that needs none: settings of a source are not looked at.
  ///   - isRestrictable: false for a command that has no `--only`: its variables are not looked at.
  ///   - pageOnly: true for a command whose report can only be a page.
  ///   - defaultEnvFile: read when it exists and no other file is named.
  package static func load(
    options: [SettingName: [String]], environment: [String: String],
    readsSource: Bool = true, isRestrictable: Bool = true, pageOnly: Bool = false,
    defaultEnvFile: String = ".env"
  ) throws(SettingsFaults) -> Settings {
    var draft = SettingsDraft(options: options, process: environment)
    let envFile = draft.loadEnvFile(defaultEnvFile)
    draft.warnOfUnknownVariables()
    draft.checkForms()
    let source = readsSource ? draft.source() : .unset
    let target = draft.target()
    var options = OptionValues(&draft)
    draft.checkPruning(options)
    draft.settle(&options)
    let logLevel = draft.logLevel(options)
    let monitoring = draft.monitoring(options, target)
    let references = draft.references()
    let inputs = draft.inputs(source, envFile)
    let report = draft.report(inputs: inputs, pageOnly: pageOnly)
    let mapping = draft.mapping()
    let allowAbsent = draft.allowAbsent(mapping ?? .standard)
    draft.refuseSharedInput(source)
    let only = isRestrictable ? draft.only() : nil
    guard draft.faults.isEmpty, let source, let target else {
      throw SettingsFaults(
        faults: draft.faults, warnings: draft.warnings, monitoring: monitoring)
    }
    var settings = Settings(source: source, target: target)
    settings.options = options
    settings.logLevel = logLevel
    settings.report = report
    settings.monitoring = monitoring
    settings.references = references
    settings.mapping = mapping ?? .standard
    settings.allowAbsent = allowAbsent
    if let only { (settings.only, settings.onlyName, settings.onlyFromOption) = only }
    settings.warnings = draft.warnings
    return settings
  }
}

extension SettingsDraft {
  /// `--quiet` and `--verbose` exclude each other, an option wins over the other's variable; and default
  /// colours yield to `NO_COLOR`.
  fileprivate mutating func settle(_ options: inout OptionValues) {
    if options[Options.color] == .auto, variable(.noColor) != nil {
      options[Options.color] = .never
    }
    guard options[Options.quiet], options[Options.verbose], let quiet = value(Options.quiet),
      let verbose = value(Options.verbose)
    else { return }
    if quiet.layer == verbose.layer {
      refuse(quiet, "cannot be used together with \(verbose.name)")
    }
    options[Options.quiet] = quiet.layer > verbose.layer
    options[Options.verbose] = verbose.layer > quiet.layer
  }

  /// Quiet suppresses results and progress; a warning is neither.
  fileprivate mutating func logLevel(_ options: OptionValues) -> LogLevel {
    let level = options[Options.verbose] ? .debug : logLevel() ?? .info
    return options[Options.quiet] ? min(level, .warn) : level
  }

  /// Other applications use a variable of this name with their own levels: none of them stops a run.
  private mutating func logLevel() -> LogLevel? {
    guard let value = variable(.logLevel) else { return nil }
    if let level = LogLevel(rawValue: value.text.lowercased()) { return level }
    let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
    warn("\(value.name): is not one of \(known); using info")
    return nil
  }

  /// The files that a run reads, which no report may overwrite.
  fileprivate func inputs(_ source: SourceSetting?, _ envFile: String) -> [String] {
    var inputs = [envFile]
    if let path = source?.path, path != "-" { inputs.append(path) }
    inputs += [value(Options.mapping), value(Options.onlyFrom), value(Options.from)]
      .compactMap { $0?.text }
    let secrets: [SettingVariable] = [.mongoURIFile, .databaseURLFile, .databasePasswordFile]
    inputs += secrets.compactMap { variable($0)?.text }
    return inputs
  }

  /// Standard input can be read once.
  fileprivate mutating func refuseSharedInput(_ source: SourceSetting?) {
    guard source?.path == "-", let list = value(Options.onlyFrom), list.text == "-" else { return }
    refuse(list, "cannot be standard input when the source is")
  }
}
