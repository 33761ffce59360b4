package import Engine

/// The two tables that `identities` compares.
extension Options {
  static let ofIdentities: [any SomeOption] = [auth, app, appValues, everyone, prefer]

  /// The users as the auth service has them; nil when nobody has named the table.
  package static let auth = Option(
    "auth", .table, in: .single, isJournaled: true,
    "the auth service's table of users, such as auth.users; its variable is SYNCTOOL_AUTH_TABLE")
  /// The users as the application has them; nil when nobody has named the table.
  package static let app = Option(
    "app", .table, in: .single, isJournaled: true,
    "the application's table of users, such as public.app_users; its variable is"
      + " SYNCTOOL_APP_TABLE")
  /// Everyone, and not those who are named.
  package static let everyone = Option(
    "all", .flag, standard: false, in: .single, layers: .typed, isJournaled: true,
    "every user, instead of those who are named")
  package static let appValues = Option(
    "app-values", .elsewhere("FILE", takesFile: true), in: .single,
    "JSON file that says what a created row gets besides its id and its email")
  /// Which claim counts where two contradict each other; nil where none does.
  package static let prefer =
    Option(
      "prefer", .word("CLAIM"), in: .single, layers: .typed, isJournaled: true,
      "settle rows with one user's id and another's email: the row is the user's with its email, or"
        + " the user's with its id; without it they are left") as Option<IdentityPreference?>
}
