/// One thing that is wrong with a command line.
struct UsageFault: Equatable, Sendable {
  /// What is wrong: without a final full stop, and without the value of an option.
  var message: String
  /// The next step; empty when the message says it all.
  var hint = ""
}
