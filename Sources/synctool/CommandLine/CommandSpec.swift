internal import Basics
internal import SyncCore

/// One command: the single description that parsing, help, man page and completions are made from.
struct CommandSpec: Sendable {
  var name: CommandName
  /// What it does: a phrase without a final full stop.
  var summary: String
  /// Paragraphs of whole sentences.
  var details: [String]
  var options: [OptionSpec] = []
  var arguments: [ArgumentSpec] = []
  var examples: [ExampleSpec]
  /// Every code that the command can end with, in ascending order.
  var exitCodes: [ExitCode]
  /// What codes tell of this command, where that is not what they tell of a run.
  var meanings: [ExitCode: String] = [:]
  /// True when help lists the environment variables.
  var readsSettings = false
  /// False for a command that looks at the target alone.
  var readsSource = true

  /// What the command's end with the code tells: a phrase without a final full stop.
  func meaning(of code: ExitCode) -> String { meanings[code] ?? ExitCodeMeaning.text(code) }
}
