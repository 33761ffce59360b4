internal import SyncCore

/// The commands, in the order in which help lists them.
enum CommandName: String, CaseIterable, Sendable {
  case sync, fix, status, explain, history, show, undo
  case initialize = "init"
  case check, help, version, completions, man
}

extension CommandName {
  /// The command whose runs are of that kind.
  init(_ kind: RunKind) {
    guard let name = CommandName(rawValue: kind.command) else {
      preconditionFailure("\(kind.command) has a kind of run and no command")
    }
    self = name
  }
}
