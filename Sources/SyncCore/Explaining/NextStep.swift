package import Engine
package import Records

/// What the next sync would do about one client, according to its plan.
package struct NextStep: Sendable {
  /// What becomes of the client; without an action nothing is done.
  package enum Fate: Equatable, Sendable {
    case action(Action)
    /// Record and row are equal.
    case unchanged
    /// The source has no record of the client.
    case absent
    /// The mapping's `where` leaves the client out.
    case excluded

    /// The word in results.
    package var word: String {
      switch self {
      case .action(let action): action.rawValue
      case .unchanged: RunKind.unchanged
      case .absent: "absent"
      case .excluded: "excluded"
      }
    }
  }

  package var fate: Fate
  package var reason: Reason?
  /// The source field, target column or constraint that the reason is about.
  package var field: String?
  /// What would be written, or stays different; a JSON column by path.
  package var changes: [Change] = []
}
