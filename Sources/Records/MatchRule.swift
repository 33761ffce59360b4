/// How two emails compare when records are matched with rows.
package enum MatchRule: String, CaseIterable, Sendable {
  /// ASCII letters compare without case.
  case casefold
  /// Byte by byte.
  case exact
}
