internal import SyncCore

/// The completion scripts for shells.
enum CompletionScript {
  static let shells = ["bash", "zsh", "fish"]

  /// The script for one of the shells; nil for another word.
  static func render(shell: String, _ tree: CommandTree) -> String? {
    switch shell {
    case "bash": BashCompletion.render(tree)
    case "zsh": ZshCompletion.render(tree)
    case "fish": FishCompletion.render(tree)
    default: nil
    }
  }

  /// Words within single quotes, as all three shells read them.
  static func quote(_ text: String, escapedQuote: String = "'\\''") -> String {
    "'" + text.map { $0 == "'" ? escapedQuote : String($0) }.joined() + "'"
  }

  /// The long options, with dashes, that take a value.
  static var valueOptions: [String] {
    Options.all.filter(\.takesValue).map { "--" + $0.long }
  }

  /// The names of all commands as one pattern in bash and zsh.
  static func names(_ tree: CommandTree) -> String {
    tree.commands.map(pattern).joined(separator: "|")
  }

  /// The command as a pattern in bash and zsh.
  static func pattern(_ command: Command) -> String {
    command.path.count > 1 ? quote(command.name) : command.name
  }

  /// The same, where an empty word represents the command that needs no name.
  static func pattern(_ command: Command, _ tree: CommandTree) -> String {
    (command == tree.standard ? "'' | " : "") + pattern(command)
  }

  /// The words that a shell can offer for the first argument of a command. Empty where only the user knows.
  static func arguments(of command: Command, _ tree: CommandTree) -> [String] {
    switch command.arguments.first?.kind {
    case .choice(let words): words
    case .command: tree.words(after: nil).map(\.word)
    case .run: ["last"]
    case .email, nil: []
    }
  }
}
