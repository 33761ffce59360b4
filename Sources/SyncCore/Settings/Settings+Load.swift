internal import Records

extension Settings {
  /// The deadline in seconds as far as it is known before any file is read; nil when there is none, and when
  /// it is faulty, which `load` tells.
  package static func deadline(
    options: [SettingName: [String]], environment: [String: String]
  ) -> Double? {
    var draft = SettingsDraft(options: options, process: environment)
    return draft.seconds(.deadline, allowsZero: false)
  }

  /// Reads and checks all settings: options, then the process environment, then the `.env` file.
  ///
  /// - Parameters:
  ///   - options: the values of each option in their order, one at least; of a switch a word for true
  ///     or false.
  ///   - environment: of the process.
  ///   - readsSource: false for a command that needs none: what is said of a source is not looked at.
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
    let choices = draft.choices()
    let journal = draft.journal()
    let monitoring = draft.monitoring(target)
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
    choices(&settings)
    settings.report = report
    settings.journal = journal
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
  /// All settings that stand for themselves, checked now and filled in later.
  fileprivate mutating func choices() -> (inout Settings) -> Void {
    let dryRun = flag(.dryRun)
    let force = flag(.force)
    let match = word(value(.match), MatchRule.self)
    let onDuplicate = word(value(.onDuplicate), DuplicateRule.self)
    let maxCreates = limit(.maxCreates)
    let maxUpdates = limit(.maxUpdates)
    let allowEmpty = flag(.allowEmpty)
    let allowUnprotect = flag(.allowUnprotect)
    let mask = flag(.mask)
    let expect = digest(.expect)
    let detailedExitCode = flag(.detailedExitCode)
    let wait = seconds(.wait, allowsZero: true)
    let deadline = seconds(.deadline, allowsZero: false)
    let terminal = terminal()
    return { settings in
      settings.dryRun = dryRun
      settings.force = force
      settings.match = match ?? settings.match
      settings.onDuplicate = onDuplicate ?? settings.onDuplicate
      settings.maxCreates = maxCreates
      settings.maxUpdates = maxUpdates
      settings.allowEmpty = allowEmpty
      settings.allowUnprotect = allowUnprotect
      settings.mask = mask
      settings.expect = expect
      settings.detailedExitCode = detailedExitCode
      settings.wait = wait ?? settings.wait
      settings.deadline = deadline
      terminal(&settings)
    }
  }

  /// What is said, and how.
  private mutating func terminal() -> (inout Settings) -> Void {
    let format = word(value(.format), ResultFormat.self)
    let rule = word(value(.color), ColorRule.self) ?? .auto
    let color = rule == .auto && variable(.noColor) != nil ? .never : rule
    let progress = !flag(.noProgress)
    let (quiet, verbose) = loudness()
    let logLevel = verbose ? nil : logLevel()
    return { settings in
      settings.format = format ?? settings.format
      settings.color = color
      settings.progress = progress
      settings.quiet = quiet
      settings.verbose = verbose
      let level = verbose ? .debug : logLevel ?? settings.logLevel
      // Quiet takes results and progress away; a warning is neither.
      settings.logLevel = quiet ? min(level, .warn) : level
    }
  }

  /// Applications have a variable of this name with levels of their own: none of them stops a run.
  private mutating func logLevel() -> LogLevel? {
    guard let value = variable(.logLevel) else { return nil }
    if let level = LogLevel(rawValue: value.text.lowercased()) { return level }
    let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
    warn("\(value.name): is none of \(known), and info is taken")
    return nil
  }

  /// `--quiet` and `--verbose` exclude each other; an option wins over the other's variable.
  private mutating func loudness() -> (quiet: Bool, verbose: Bool) {
    let quiet = flagValue(.quiet)
    let verbose = flagValue(.verbose)
    guard let quiet, quiet.isOn, let verbose, verbose.isOn else {
      return (quiet?.isOn ?? false, verbose?.isOn ?? false)
    }
    if quiet.value.layer == verbose.value.layer {
      refuse(quiet.value, "cannot be used together with \(verbose.value.name)")
    }
    return (quiet.value.layer > verbose.value.layer, verbose.value.layer > quiet.value.layer)
  }

  /// The files that a run reads, which no report may replace.
  fileprivate func inputs(_ source: SourceSetting?, _ envFile: String) -> [String] {
    var inputs = [envFile]
    if let path = source?.path, path != "-" { inputs.append(path) }
    inputs += [SettingName.mapping, .onlyFrom, .from].compactMap { value($0)?.text }
    let secrets: [SettingVariable] = [.mongoURIFile, .databaseURLFile, .databasePasswordFile]
    inputs += secrets.compactMap { variable($0)?.text }
    return inputs
  }

  /// Standard input can be read once.
  fileprivate mutating func refuseSharedInput(_ source: SourceSetting?) {
    guard source?.path == "-", let list = value(.onlyFrom), list.text == "-" else { return }
    refuse(list, "cannot be standard input when the source is")
  }
}
