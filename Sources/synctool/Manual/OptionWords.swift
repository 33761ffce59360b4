internal import SyncCore

/// The words about options that help and man page share.
enum OptionWords {
  /// What the option does, its choices, whether it may be repeated, and its default.
  static func explanation(_ option: OptionSpec) -> String {
    var notes: [String] = []
    if option.repeatable { notes.append("may be repeated") }
    if !option.choices.isEmpty { notes.append(PlainName.list(option.choices)) }
    if let standard = option.defaultText { notes.append("default: \(standard)") }
    return option.summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}
