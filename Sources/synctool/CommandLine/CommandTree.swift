/// The descriptions of all commands: the one list behind parsing, help, man pages and completions.
struct CommandTree: Equatable, Sendable {
  /// What the tool is: a phrase without a final full stop.
  static let summary = "bring the clients of MongoDB into PostgreSQL"

  /// In the order in which help lists them, never empty; each precedes those whose names begin with its own.
  let commands: [Command]

  /// What a line without a command means.
  var standard: Command { commands[0] }

  /// The commands that one more word names: after the command, or with nil at the front of a line.
  func words(after command: Command?) -> [Command] {
    let path = command?.path ?? []
    return commands.filter { $0.path.count == path.count + 1 && $0.path.starts(with: path) }
  }

  /// The command that is carried out where a line names this one.
  func meant(_ command: Command) -> Command {
    guard let word = command.meantWord else { return command }
    return words(after: command).first { $0.word == word } ?? command
  }

  /// The command that the words name, all of them; nil when none does.
  func command(_ words: [String]) -> Command? {
    commands.first { $0.path.elementsEqual(words) { $0 == $1 } }
  }
}
