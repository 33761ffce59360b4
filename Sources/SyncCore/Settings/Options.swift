/// Every option of every command, as a typed constant; the summary applies to a run, and to
/// every command without a summary of its own for the option.
package enum Options {
  /// All that belong to some commands, in the order in which help lists them.
  package static let all: [OptionSpec] =
    (running + ofJournal + ofIdentities + ofAssignment + ofOutput).map(\.spec)

  package static let help = Option(
    "help", .flag, standard: false, short: "h", in: .single, "explain the command and exit")
  package static let version = Option(
    "version", .flag, standard: false, in: .single, "print the version and exit")
  /// The options that every command takes, and that are not variables.
  package static let standing = [help, version].map(\.spec)

  /// The names of all that are variables.
  package static let names = Set(all.map(\.setting))

  /// The options of the groups and those named besides, in the order of help; one that is named with a
  /// summary of its own has that.
  package static func of(
    _ groups: Set<OptionSpec.Group>, and others: [any SomeOption] = [],
    without: [any SomeOption] = []
  ) -> [OptionSpec] {
    let left = without.map(\.spec.setting)
    return all.compactMap { option in
      if let named = others.first(where: { $0.spec.setting == option.setting }) {
        return named.spec
      }
      return groups.contains(option.group) && !left.contains(option.setting) ? option : nil
    }
  }

  /// The option by its name without dashes; nil for an unknown one.
  package static func named(long: String) -> OptionSpec? {
    (all + standing).first { $0.long == long }
  }

  /// The option by its letter; nil for an unknown one.
  package static func named(short: Character) -> OptionSpec? {
    (all + standing).first { $0.short == short }
  }
}
