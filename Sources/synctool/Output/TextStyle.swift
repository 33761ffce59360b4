/// How a command speaks to people on standard output.
struct TextStyle: Sendable {
  let palette: Palette
  /// True to print nothing but problems.
  let isQuiet: Bool
}
