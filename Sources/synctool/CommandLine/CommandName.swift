/// The commands, in the order in which help lists them.
enum CommandName: String, CaseIterable, Sendable {
  case sync, fix, status, explain, history, show, undo
  case initialize = "init"
  case check, help, version, completions, man
}
