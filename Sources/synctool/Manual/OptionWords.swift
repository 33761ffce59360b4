internal import SyncCore

/// The words about options that help and man page share.
enum OptionWords {
  /// The options that every command takes, with what they do.
  static let standing: [(names: String, text: String)] = [
    ("-h, --help", "explain the command and exit"),
    ("    --version", "print the version and exit"),
  ]

  /// What the option does, its choices, whether it may be repeated, and its default.
  static func explanation(_ option: OptionSpec) -> String {
    var notes: [String] = []
    if option.repeatable { notes.append("may be repeated") }
    if !option.choices.isEmpty { notes.append(PlainName.list(option.choices)) }
    if let standard = option.defaultText { notes.append("default: \(standard)") }
    return option.summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}
