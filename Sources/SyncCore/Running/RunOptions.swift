internal import Basics
internal import Records

/// The options of a run as the journal keeps them: those that differ from their defaults, and of emails
/// only how many there are.
enum RunOptions {
  /// The object of the options, each under its long name.
  static func json(_ settings: Settings) -> JSONValue {
    var object: JSONValue = [:]
    let add = { (name: SettingName, value: JSONValue) in object[name.rawValue] = value }
    for (name, isOn) in [
      (SettingName.force, settings.force), (.allowEmpty, settings.allowEmpty),
      (.allowUnprotect, settings.allowUnprotect),
    ] where isOn {
      add(name, true)
    }
    if !settings.only.isEmpty { add(.only, .integer(settings.only.count)) }
    if !settings.allowAbsent.isEmpty {
      add(.allowAbsent, .array(settings.allowAbsent.map { .string($0.text) }))
    }
    if settings.match != .casefold { add(.match, .string(settings.match.rawValue)) }
    if settings.onDuplicate != .newest {
      add(.onDuplicate, .string(settings.onDuplicate.rawValue))
    }
    if let limit = settings.maxCreates { add(.maxCreates, .string(limit.text)) }
    if let limit = settings.maxUpdates { add(.maxUpdates, .string(limit.text)) }
    if let digest = settings.expect { add(.expect, .string(digest)) }
    return object
  }
}
