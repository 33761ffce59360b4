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

  /// The commands that follow the word of another.
  static func longer(_ tree: CommandTree) -> [Command] {
    tree.commands.filter { $0.path.count > 1 }
  }

  /// The command as a pattern in bash and zsh, where an empty word represents the one that needs no name.
  static func pattern(_ command: Command, _ tree: CommandTree) -> String {
    if command == tree.standard { return "'' | \(command.name)" }
    return command.path.count > 1 ? quote(command.name) : command.name
  }

  /// The words that a shell can offer after a command: those that name another, and those of its
  /// first argument. Empty where only the user knows.
  static func words(after command: Command, _ tree: CommandTree) -> [String] {
    tree.words(after: command).map(\.word)
      + (command.arguments.first.map { words(for: $0, tree) } ?? [])
  }

  /// The same for an argument.
  static func words(for argument: ArgumentSpec, _ tree: CommandTree) -> [String] {
    switch argument.kind {
    case .choice(let words): words
    case .command: tree.words(after: nil).map(\.word)
    case .run: ["last"]
    case .email: []
    }
  }
}
