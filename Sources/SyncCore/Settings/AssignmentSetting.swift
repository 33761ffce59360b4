internal import Basics
package import Engine
internal import PostgresDriver
package import Records

/// How an assigned id is written.
package enum AssignedIDType: String, CaseIterable, Sendable {
  case string
  /// An int32 where it fits, else an int64.
  case number
}

/// Which users get the ids of their clients' rows, and where in their documents.
package struct AssignmentSetting: Sendable {
  /// A collection of a server.
  package var users: SourceSetting
  /// The users' database and collection, with a dot between them: what is written, without the server.
  package var system: String
  package var clientField: FieldPath
  package var idField: FieldPath
  package var emailField: FieldPath
  package var idType: AssignedIDType
  package var allowsUnassigned: Bool
}

extension SettingsDraft {
  /// What the settings say of the users; nil for a command that assigns none, for one that only looks at those who are
  /// named where none are, where they are faulty, and for users of a source that is not a server.
  mutating func assignment(
    _ options: OptionValues, _ source: SourceSetting?
  ) -> AssignmentSetting? {
    guard takes(Options.users.name), takes(Options.idField.name) || value(Options.users) != nil
    else { return nil }
    refuseFields(options)
    let named = users()
    guard let source else { return nil }
    guard case .mongo(let uri, let database, let clients) = source else { return nil }
    guard let named else { return nil }
    let users = (database: named.database ?? database, collection: named.collection)
    if users.database.utf8.elementsEqual(database.utf8),
      users.collection.utf8.elementsEqual(clients.utf8)
    {
      refuseUsers("names the collection of the clients")
      return nil
    }
    return AssignmentSetting(
      users: .mongo(uri: uri, database: users.database, collection: users.collection),
      system: "\(users.database).\(users.collection)", clientField: options[Options.clientField],
      idField: options[Options.idField], emailField: options[Options.userEmail],
      idType: options[Options.idType], allowsUnassigned: options[Options.allowUnassigned])
  }

  /// Neither field can be `_id` or in a list, and no two of them can be one, or lie within the other.
  private mutating func refuseFields(_ options: OptionValues) {
    let (id, client) = (options[Options.idField], options[Options.clientField])
    for (option, path) in [(Options.idField, id), (Options.clientField, client)] {
      if path.components[0].elementsEqual("_id".utf8) { refuseField(option, "must not be _id") }
      // By the same path MongoDB finds a member of this name, and an element of a list.
      if path.components.contains(where: { $0.allSatisfy(\.isASCIIDigit) }) {
        refuseField(option, "must not lead through the place of a list")
      }
    }
    for (name, other) in [
      (Options.clientField.name.option, client),
      (Options.userEmail.name.option, options[Options.userEmail]),
    ] where id.overlaps(other) {
      refuseField(Options.idField, "must not be the field of \(name), nor within it or around it")
    }
  }

  private mutating func refuseField(_ option: Option<FieldPath>, _ problem: String) {
    guard let given = value(option) else { return refuse(option.name.option, problem) }
    refuse(given, problem)
  }

  private mutating func refuseUsers(_ problem: String) {
    guard let given = value(Options.users) else {
      return refuse(
        Options.users.name.environmentVariable, "is not set, and its default \(problem)")
    }
    refuse(given, problem)
  }

  /// The collection of the users, and its database, nil for the source's; nil when the name is faulty.
  private mutating func users() -> (database: String?, collection: String)? {
    guard let given = value(Options.users) else { return (nil, "users") }
    if let problem = KeywordCheck.nameProblem(given.text, .mongo) {
      refuse(given, problem)
      return nil
    }
    let parts = given.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    let database = parts.count == 2 ? parts[0] : nil
    let collection = parts[parts.count - 1]
    guard !collection.isEmpty, database != "" else {
      refuse(given, "must be collection or database.collection")
      return nil
    }
    if let problem = database.flatMap(Self.fault(ofDatabase:))
      ?? Self.fault(ofCollection: collection)
    {
      refuse(given, problem)
      return nil
    }
    return (database, collection)
  }
}
