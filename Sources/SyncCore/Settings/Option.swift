internal import Basics

/// One option: its constant in `Options` is its only definition. Parser, help, man page, completions,
/// the variable and the options that the journal keeps follow from it.
package struct Option<Value: Equatable & Sendable>: SomeOption {
  package let spec: OptionSpec
  /// The value when it is not set anywhere.
  let standard: Value

  /// The name of the setting.
  package var name: SettingName { spec.setting }
}

extension Option {
  /// An option that always has a value; with `isJournaled` the journal keeps values other than the standard
  /// one. The rest is as `OptionSpec` has it.
  init(
    _ name: String, _ kind: OptionKind<Value>, standard: Value, short: Character? = nil,
    in group: OptionSpec.Group, layers: OptionSpec.Layers = .all, isJournaled: Bool = false,
    _ summary: String, defaultText: String? = nil
  ) {
    let setting = SettingName(rawValue: name)
    self.standard = standard
    spec = OptionSpec(
      setting: setting, short: short, metavar: kind.metavar, takesFile: kind.takesFile,
      choices: kind.choices, repeatable: false, summary: summary, defaultText: defaultText,
      group: group, layers: layers, isSecret: false,
      read: { $0.read(setting, kind, layers, standard) },
      journaled: { values in
        guard isJournaled, let value = values[setting] as? Value, value != standard else {
          return nil
        }
        return kind.json(value)
      })
  }

  /// An option whose value is nil when it is not set anywhere.
  init<Parsed>(
    _ name: String, _ kind: OptionKind<Parsed>, in group: OptionSpec.Group,
    layers: OptionSpec.Layers = .all, isSecret: Bool = false, isJournaled: Bool = false,
    repeatable: Bool = false, _ summary: String, defaultText: String? = nil
  ) where Value == Parsed? {
    let setting = SettingName(rawValue: name)
    standard = nil
    spec = OptionSpec(
      setting: setting, short: nil, metavar: kind.metavar, takesFile: kind.takesFile,
      choices: kind.choices, repeatable: repeatable, summary: summary, defaultText: defaultText,
      group: group, layers: layers, isSecret: isSecret,
      read: { $0.read(setting, kind, layers, nil) },
      journaled: { isJournaled ? ($0[setting] as? Parsed).flatMap(kind.json) : nil })
  }
}

/// An option, whatever its value is.
package protocol SomeOption: Sendable {
  var spec: OptionSpec { get }
}

extension SomeOption {
  /// The same with another summary, for a command in which it does something else.
  package func saying(_ summary: String) -> OptionSpec {
    var spec = spec
    spec.summary = summary
    return spec
  }
}

/// An option as the parser, help, man page and completions see it.
package struct OptionSpec: SomeOption {
  /// Groups of options that commands take together.
  package enum Group: Sendable {
    /// What is read, and how it is compared.
    case plan
    /// How a run goes, whom it is restricted to, and whether it writes.
    case run
    /// What stops a run before the first write.
    case limits
    /// The report's file, and what is hidden there and elsewhere.
    case report
    /// Options that single commands take individually.
    case single
    /// Who hears of a run's outcome.
    case monitoring
    /// Where log lines go.
    case logging
    /// How a command shows its result.
    case output
    /// What shows a command's progress.
    case progress
  }

  /// Where a value may be set.
  package enum Layers: Sendable {
    case all
    /// A switch that deletes something: it must be typed.
    case typed
    /// Anywhere except in a `.env` file; the phrase says why.
    case notFile(String)
    /// The same, but a value in a `.env` file is ignored with a warning: a file cannot name itself.
    case process
  }

  package let setting: SettingName
  /// The letter after one dash; nil when there is none.
  package let short: Character?
  /// The value's name in help; nil for an option that takes no value.
  package let metavar: String?
  /// True when a value names a file, so that completions can offer some.
  package let takesFile: Bool
  /// The only valid values; empty when there are others.
  package let choices: [String]
  package let repeatable: Bool
  /// What it does: a phrase without a final full stop.
  package fileprivate(set) var summary: String
  /// The value when it is not set anywhere; nil when not worth mentioning.
  package let defaultText: String?
  let group: Group
  let layers: Layers
  /// True when a value may hold a password.
  let isSecret: Bool
  /// The given value; nil when there is none, or a faulty one, which the draft notes.
  let read: @Sendable (inout SettingsDraft) -> (any Sendable)?
  /// What the journal keeps of the value; nil for nothing.
  let journaled: @Sendable ([SettingName: any Sendable]) -> JSONValue?

  package var spec: OptionSpec { self }

  /// The name after two dashes.
  package var long: String { setting.rawValue }

  /// False for a switch; its variable takes true or false.
  package var takesValue: Bool { metavar != nil }

  /// The same setting as an environment variable.
  package var variable: String { setting.environmentVariable }
}
