internal import SyncCore

/// A command line that is well formed; whether its values are good is for the settings to say.
struct ParsedCommand: Equatable, Sendable {
  var call: CommandCall
  /// The values of each option in the order given; `true` for an option that takes none.
  var options: [SettingName: [String]]
}
