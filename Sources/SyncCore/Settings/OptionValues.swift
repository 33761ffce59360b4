/// The values of all options that have one, checked; an option without one returns its
/// standard.
package struct OptionValues: Sendable {
  private(set) var given: [SettingName: any Sendable] = [:]
  /// The options that were typed on the command line.
  private var typed: Set<SettingName> = []

  package init() {}

  /// The values of the options that the command has. The draft notes the faults of the others too: a
  /// misspelt limit is better found by `check` than by the next run.
  init(_ draft: inout SettingsDraft) {
    typed = draft.typed
    for option in Options.all {
      if let value = option.read(&draft), draft.takes(option.setting) {
        given[option.setting] = value
      }
    }
  }

  /// The value of the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    get { given[option.name].map { $0 as? Value ?? option.standard } ?? option.standard }
    set { given[option.name] = newValue }
  }

  /// True for an option that was typed, and does not come from the environment or a file.
  package func isTyped<Value>(_ option: Option<Value>) -> Bool { typed.contains(option.name) }
}
