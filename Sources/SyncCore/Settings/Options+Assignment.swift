package import Records

/// The users who are assigned the ids of their clients' rows.
extension Options {
  package static let ofAssignment: [any SomeOption] = [
    users, clientField, idField, userEmail, idType, allowUnassigned,
  ]

  /// Read together with the source.
  package static let users = Option(
    "users", .elsewhere("DB.COLLECTION"), in: .single,
    "the collection of users; a name without a dot is a collection of the source's database",
    defaultText: "users")
  package static let clientField = Option(
    "client-field", .field, standard: FieldPath(name: "cliente"), in: .single, isJournaled: true,
    "the user's field that holds the _id of the client", defaultText: "cliente")
  package static let idField = Option(
    "id-field", .field, standard: FieldPath(name: "postgresClientId"), in: .single,
    isJournaled: true, "the user's field that gets the id of the client's row",
    defaultText: "postgresClientId")
  package static let userEmail = Option(
    "user-email", .field, standard: FieldPath(name: "email"), in: .single, isJournaled: true,
    "the user's field that holds the email by which reports and --only name the user",
    defaultText: "email")
  package static let idType = Option(
    "id-type", .word("TYPE"), standard: AssignedIDType.string, in: .single, isJournaled: true,
    "how the id is written: as a string, or as a number", defaultText: "string")
  /// Users without a client are in order.
  package static let allowUnassigned = Option(
    "allow-unassigned", .flag, standard: false, in: .single, isJournaled: true,
    "a user without a client, such as an administrator, is in order")
}
