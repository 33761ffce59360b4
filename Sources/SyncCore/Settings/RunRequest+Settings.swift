internal import Basics
internal import Engine
internal import Records

/// What the settings of a command ask for.
extension RunRequest {
  init(_ settings: Settings) {
    self.init(target: settings.target)
    dryRun = settings[Options.dryRun]
    tellsChanges = settings[Options.detailedExitCode]
    wait = settings[Options.wait]
    expect = settings[Options.expect]
    report = settings.report
    mask = Mask(settings)
    only = Result { () throws(SyncFailure) in
      try settings.keySet(match: settings[Options.match])
    }
    options = RunOptions.json(settings)
    warnings = settings.warnings
  }
}

extension RunOptions {
  /// The object of the options: switches, then lists, then the rest.
  fileprivate static func json(_ settings: Settings) -> JSONValue {
    var object: JSONValue = [:]
    for option in Options.all where !option.takesValue { add(option) }
    if !settings.only.isEmpty { object[only] = .integer(settings.only.count) }
    if !settings.allowAbsent.isEmpty {
      object[Options.allowAbsent.name.rawValue] = .array(
        settings.allowAbsent.map { .string($0.text) })
    }
    for option in Options.all where option.takesValue { add(option) }
    return object

    func add(_ option: OptionSpec) {
      if let value = option.journaled(settings.options.given) { object[option.long] = value }
    }
  }
}

extension Mask {
  /// Hides what the settings ask to hide; the mapping says which columns hold emails and phones.
  package init(_ settings: Settings) {
    guard settings[Options.mask] else {
      self = .none
      return
    }
    let phones = settings.mapping.columns.filter {
      $0.source.integersAsDigits || PhoneMask.isName($0.column)
        || $0.source.fields.contains { PhoneMask.isName($0.text) }
    }
    self.init(email: settings.mapping.email.column, phones: phones.map(\.column))
  }
}

extension Settings {
  /// How many rows a run may write for each action; any number for one that is not among them.
  var changeLimits: [Action: ChangeLimit] {
    let limits = [
      (Action.create, Options.maxCreates), (.update, Options.maxUpdates),
      (.delete, Options.maxDeletes),
    ]
    return Dictionary(
      uniqueKeysWithValues: limits.compactMap { action, option in
        self[option].map { (action, $0) }
      })
  }
}
