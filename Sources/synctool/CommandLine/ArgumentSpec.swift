/// One positional argument of a command.
struct ArgumentSpec: Sendable {
  /// What words an argument takes.
  enum Kind: Sendable {
    /// One of `choices`.
    case choice
    /// The number of a run in the journal, or `last`.
    case run
    /// An email, which is data: no message repeats it.
    case email
  }

  var name: String
  var kind = Kind.choice
  /// The only words that are accepted; empty unless the argument is a choice.
  var choices: [String] = []
  var required: Bool
  /// True for the last argument of a command that takes any number of them.
  var repeatable = false
}
