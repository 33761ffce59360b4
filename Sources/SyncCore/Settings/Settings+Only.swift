package import Basics
package import Records

extension Settings {
  /// The clients that a run is restricted to, as keys by the rule; nil for all.
  ///
  /// Throws a failure that names what is not an email.
  package func keySet(match: MatchRule) throws(SyncFailure) -> KeySet? {
    guard !only.isEmpty else { return nil }
    return try KeySet(emails: only, match: match, name: onlyName, fromOption: onlyFromOption)
  }
}
