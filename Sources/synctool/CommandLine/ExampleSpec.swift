/// One command line worth copying, with what it is for.
struct ExampleSpec: Sendable {
  var line: String
  /// A phrase without a final full stop.
  var purpose: String
}
