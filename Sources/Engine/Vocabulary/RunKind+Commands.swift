/// The kinds of runs that the commands make.
extension RunKind {
  package static let sync = ofSource("sync", "Sync", .table, canBeUndone: true)
  package static let fix = ofSource("fix", "Repair", .clients, showsBefore: true, canBeUndone: true)
  package static let status = ofSource("status", "Status", .nothing)
  package static let explain = ofSource("explain", "Explanation", .nothing)
  package static let undo = RunKind(
    command: "undo", title: "Undo",
    fates: [
      Fate(.delete, "the run created it"), Fate(.update, "put back"),
      Fate(.create, "an undo had deleted it"),
      Fate(.kept, "changed since, referred to, gone, or its place is taken"), refused,
    ],
    problems: [.kept, .failed], comparesSource: false, showsBefore: false, reach: .run,
    canBeUndone: true)

  package static let identitiesStatus = ofIdentities("identities status", "Identities", .nothing)
  package static let identitiesFix = ofIdentities(
    "identities fix", "Repair of identities", .ids, canBeUndone: true)

  package static let assign = RunKind(
    command: "assign", title: "Assignment",
    fates: [
      Fate(.create, "a user without the id"), Fate(.update, "a user with another value there"),
      Fate(.differs, "the same, and stays so"),
      Fate(.rejected, "a user whose client's row is not known"),
      Fate(.failed, "not as planned any more, or MongoDB refused the write"),
    ],
    problems: [.rejected, .failed], comparesSource: true, showsBefore: false, reach: .nothing,
    canBeUndone: true, noun: "users")

  package static let linksCheck = RunKind(
    command: "links check", title: "Links",
    fates: [
      Fate(.create, "a record and a row that a sync will link"),
      Fate(.update, "a client whose row has another email"),
      Fate(.delete, "a link whose document or row is gone"),
    ],
    problems: [], comparesSource: false, showsBefore: false, reach: .nothing, canBeUndone: false,
    noun: "links")
  package static let linksPrune = RunKind(
    command: "links prune", title: "Prune of links",
    fates: [Fate(.delete, "a link whose document or row is gone")],
    problems: [], comparesSource: false, showsBefore: false, reach: .nothing, canBeUndone: true,
    noun: "links", writesLinks: true)

  package static let all = [
    sync, fix, status, explain, undo, identitiesStatus, identitiesFix, assign, linksCheck,
    linksPrune,
  ]

  private static let refused = Fate(.failed, "PostgreSQL refused the row")

  private static func ofSource(
    _ command: String, _ title: String, _ reach: Reach, showsBefore: Bool = false,
    canBeUndone: Bool = false
  ) -> RunKind {
    RunKind(
      command: command, title: title,
      fates: [
        Fate(.create), Fate(.update), Fate(.differs, "exists, differs and stays so"),
        Fate(.duplicate, "lost to another record with the same email"),
        Fate(.rejected, "cannot be a row"), refused,
      ],
      problems: [.rejected, .failed, .duplicate], comparesSource: true, showsBefore: showsBefore,
      reach: reach, canBeUndone: canBeUndone)
  }

  private static func ofIdentities(
    _ command: String, _ title: String, _ reach: Reach, canBeUndone: Bool = false
  ) -> RunKind {
    RunKind(
      command: command, title: title,
      fates: [
        Fate(.create, "a user without a row"), Fate(.update, "a row with another id or email"),
        Fate(.duplicate, "another user with the same email has the row"),
        Fate(.rejected, "settled by nobody but you"), refused,
      ],
      orphans: Fate(.orphan, "a row that belongs to no user"),
      problems: [.rejected, .failed], comparesSource: true, showsBefore: false, reach: reach,
      canBeUndone: canBeUndone, idWord: "user", noun: "users")
  }

  /// The kind of a command's runs; nil for a command that makes no run, and for one of another version.
  package static func of(_ command: String) -> RunKind? { all.first { $0.command == command } }
}
