internal import SyncCore

/// A command to carry out, with its arguments as values: a word that was not understood can stand
/// for nothing here.
enum CommandCall: Equatable, Sendable {
  case sync
  /// The clients to repair; none where another setting names them.
  case fix(emails: [String])
  case status
  case explain(email: String)
  case history
  case show(RunReference)
  case undo(RunReference)
  case initialize
  case check
  /// One of `CommandTable.shells`.
  case completions(shell: String)
  /// The page of one command; nil for the page of the tool.
  case man(CommandName?)

  /// Makes the call from the positional words after the command.
  ///
  /// nil when they do not fit the command, and for `help` and `version`, which are no calls: the
  /// reader answers them itself.
  init?(_ name: CommandName, _ words: [String]) {
    switch name {
    case .sync: self = .sync
    case .fix: self = .fix(emails: words)
    case .status: self = .status
    case .explain:
      guard let email = words.first else { return nil }
      self = .explain(email: email)
    case .history: self = .history
    case .show, .undo:
      guard let run = words.first.flatMap({ RunReference(parsing: $0) }) else { return nil }
      self = name == .show ? .show(run) : .undo(run)
    case .initialize: self = .initialize
    case .check: self = .check
    case .completions:
      guard let shell = words.first, CommandTable.shells.contains(shell) else { return nil }
      self = .completions(shell: shell)
    case .man:
      guard let word = words.first else {
        self = .man(nil)
        return
      }
      guard let command = CommandName(rawValue: word) else { return nil }
      self = .man(command)
    case .help, .version: return nil
    }
  }

  /// The command that is called.
  var name: CommandName {
    switch self {
    case .sync: .sync
    case .fix: .fix
    case .status: .status
    case .explain: .explain
    case .history: .history
    case .show: .show
    case .undo: .undo
    case .initialize: .initialize
    case .check: .check
    case .completions: .completions
    case .man: .man
    }
  }
}
