internal import SyncCore

/// One option as the parser, help, man page and completions see it.
struct OptionSpec: Sendable {
  /// What a value names, so that completions can offer the right thing.
  enum ValueKind: Sendable {
    /// Nothing that a shell could offer.
    case word
    case file
  }

  var setting: SettingName
  /// The letter after one dash; nil when there is none.
  var short: Character?
  /// The value's name in help; nil for an option that takes no value.
  var metavar: String?
  var valueKind = ValueKind.word
  /// The only values that there are; empty when any is good for a try.
  var choices: [String] = []
  var repeatable = false
  /// What it does: a phrase without a final full stop.
  var summary: String
  /// The value in force when the setting is given nowhere; nil when there is none worth a word.
  var defaultText: String?

  /// The name after two dashes.
  var long: String { setting.rawValue }

  /// False for a switch.
  var takesValue: Bool { metavar != nil }

  /// The same setting as an environment variable.
  var variable: String { setting.environmentVariable }
}
