internal import Basics
internal import Records

/// The options of a run as the journal keeps them: those that differ from their defaults, and for emails
/// only how many.
enum RunOptions {
  /// The object of the options, each under its long name: switches, then lists, then the rest.
  static func json(_ settings: Settings) -> JSONValue {
    var object: JSONValue = [:]
    for option in Options.all where !option.takesValue { add(option) }
    if !settings.only.isEmpty {
      object[Options.only.name.rawValue] = .integer(settings.only.count)
    }
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
