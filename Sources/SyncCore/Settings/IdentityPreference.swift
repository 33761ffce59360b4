/// Which claim counts where a row has one user's id and another's email.
package enum IdentityPreference: String, CaseIterable, Sendable {
  /// The row is the user's who has its email.
  case email
  /// The row is the user's who has its id.
  case id
}
