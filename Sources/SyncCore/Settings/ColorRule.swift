/// When output is coloured.
package enum ColorRule: String, CaseIterable, Sendable {
  /// On a terminal.
  case auto
  case always
  case never
}
