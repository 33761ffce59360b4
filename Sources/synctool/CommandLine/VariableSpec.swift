/// One environment variable that is no option's twin.
struct VariableSpec: Sendable {
  /// The names that help shows together, as in `DB_HOST, DB_PORT`.
  var names: [String]
  /// A phrase without a final full stop.
  var summary: String
  /// True for one that a command which looks at the target alone does not read.
  var isOfSource = false
}
