/// What a command line asks for.
enum ParseOutcome: Equatable, Sendable {
  case command(Invocation)
  /// `--help`, for the tool or for the command named on the line.
  case help(Command?)
  /// `--version`, in one of the choices of `--format`.
  case version(format: String)
  /// Everything that is wrong, in the order of the line; never empty. With the command whose help
  /// tells how it should be, nil when the line names none.
  case faults([UsageFault], of: Command?)
}
