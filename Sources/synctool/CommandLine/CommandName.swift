/// The commands, in the order in which help lists them.
enum CommandName: String, CaseIterable, Sendable {
  case sync, check, help, version, completions, man
}
