internal import Engine
internal import SyncCore

/// A well-formed command line; whether its values are valid is checked with the settings.
struct Invocation: Equatable, Sendable {
  /// The commands that it was read against.
  var tree: CommandTree
  var command: Command
  /// The words after the command, each valid for its argument.
  var arguments: [String] = []
  /// The values of each option in the order given; `true` for an option that takes none.
  var options: [SettingName: [String]] = [:]

  /// The run that the first argument names; only for a command that requires one.
  var run: RunReference {
    guard let run = arguments.first.flatMap({ RunReference(parsing: $0) }) else {
      preconditionFailure("the reader takes no other word for a run")
    }
    return run
  }

  /// `--format`, for a command that reads no settings.
  var format: ResultFormat {
    options[Options.format.name]?.first.flatMap(ResultFormat.init) ?? .text
  }

  /// The command that the arguments name; nil when there are none.
  var named: Command? { tree.command(arguments) }
}

/// What a command line asks for.
enum ParseOutcome: Equatable, Sendable {
  case command(Invocation)
  /// `--help`, for the tool or for the command named on the line.
  case help(Command?)
  /// `--version`, in one of the choices of `--format`.
  case version(ResultFormat)
  /// Everything that is wrong, in the order of the line; never empty. With the command whose help
  /// explains it, nil when the line names none.
  case faults([UsageFault], of: Command?)
}
