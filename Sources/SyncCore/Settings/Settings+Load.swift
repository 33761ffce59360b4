internal import Basics
internal import Engine

extension Settings {
  /// The deadline in seconds as far as it is known before any file is read; nil when there is none, and when
  /// it is faulty, which `load` reports.
  package static func deadline(
    options: [SettingName: [String]], environment: [String: String]
  ) -> Double? {
    var draft = SettingsDraft(
      options: options, process: environment, taken: [Options.deadline.name])
    return Options.deadline.spec.read(&draft) as? Double
  }

  /// Reads and checks all settings: options, then the process environment, then the `.env` file.
  ///
  /// - Parameters:
  ///   - options: the values of each option in order, at least one; for a switch a word for true
  ///     or false.
  ///   - environment: of the process.
  ///   - unreadable: the names of variables of the process whose value is not UTF-8.
  ///   - taken: the options that the command has: variables of others have no effect. Without
  ///     `--source` it needs no source.
  ///   - sourceIfAny: true for a command that may need the server of the source, and takes no `--source`: one that is
  ///     not set, or faulty, is none.
  ///   - pageOnly: true for a command whose report can only be a page.
  ///   - needed: the options that must be given, by themselves or as variables.
  ///   - defaultEnvFile: read when it exists and no other file is named.
  package static func load(
    options: [SettingName: [String]], environment: [String: String],
    unreadable: Set<String> = [],
    taking taken: Set<SettingName> = Options.names, sourceIfAny: Bool = false,
    pageOnly: Bool = false,
    needing needed: [SettingName] = [], defaultEnvFile: String = ".env"
  ) throws(SettingsFaults) -> Settings {
    var draft = SettingsDraft(options: options, process: environment, taken: taken)
    let envFile = draft.loadEnvFile(defaultEnvFile)
    draft.refuse(unreadable: unreadable)
    draft.warnOfUnknownVariables()
    draft.checkForms()
    let source =
      draft.takes(Options.source.name)
      ? draft.source() : sourceIfAny ? draft.sourceIfAny() : .unset
    draft.checkSourceName(source)
    let target = draft.target()
    var options = OptionValues(&draft)
    draft.checkPruning(options)
    draft.checkLinks(options)
    draft.settle(&options)
    var settings = Settings(
      source: source ?? .unset,
      target: target ?? TargetSetting(keywords: [], table: draft.table() ?? .clients))
    settings.options = options
    draft.require(needed)
    settings.identities = draft.identities(options)
    if needed.contains(Options.app.name), let app = options[Options.app] {
      settings.target.table = draft.qualified(app)
    }
    settings.assignment = draft.assignment(options, source)
    settings.logLevel = draft.logLevel(options)
    settings.scope = draft.scope(options)
    settings.references = draft.references()
    settings.report = draft.report(inputs: draft.inputs(source, envFile), pageOnly: pageOnly)
    settings.mapping = draft.mapping() ?? .standard
    settings.allowAbsent = draft.allowAbsent(settings.mapping)
    draft.refuseSharedInput(source)
    (settings.only, settings.onlyName, settings.onlyFromOption) = draft.only()
    settings.temporaryFolders = ScratchFile.folders(environment: environment)
    settings.warnings = draft.warnings
    if draft.faults.isEmpty, source != nil, target != nil { return settings }
    throw SettingsFaults(faults: draft.faults, settings: settings)
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

  fileprivate func scope(_ options: OptionValues) -> RunScope {
    if options[Options.dryRun] { return .dryRun }
    return value(Options.only) != nil || value(Options.onlyFrom) != nil ? .partial : .full
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
    inputs += [
      value(Options.mapping), value(Options.onlyFrom), value(Options.from),
      value(Options.appValues),
    ]
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
