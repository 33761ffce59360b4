/// One positional argument of a command.
struct ArgumentSpec: Sendable {
  var name: String
  /// The only words that are accepted.
  var choices: [String]
  var required: Bool
}
