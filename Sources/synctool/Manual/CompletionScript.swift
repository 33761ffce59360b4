/// The completion scripts for shells.
enum CompletionScript {
  /// The script for one of `CommandTable.shells`; nil for another word.
  static func render(shell: String) -> String? {
    switch shell {
    case "bash": BashCompletion.render()
    case "zsh": ZshCompletion.render()
    case "fish": FishCompletion.render()
    default: nil
    }
  }

  /// Words within single quotes, as all three shells read them.
  static func quote(_ text: String, escapedQuote: String = "'\\''") -> String {
    "'" + text.map { $0 == "'" ? escapedQuote : String($0) }.joined() + "'"
  }

  /// The long options, with dashes, that take a value.
  static var valueOptions: [String] {
    OptionTable.all.filter(\.takesValue).map { "--" + $0.long }
  }

  /// The words that may stand first on a line.
  static var commandNames: [String] { CommandTable.all.map(\.name.rawValue) }

  /// The words that a shell can offer for an argument; empty where only the user knows.
  static func words(for argument: ArgumentSpec) -> [String] {
    switch argument.kind {
    case .choice: argument.choices
    case .run: ["last"]
    case .email: []
    }
  }
}
