internal import Basics

extension JournalState {
  /// What gives a role the rights that it lacks; `grants` where row-level security is not in its way.
  static func remedy(_ rights: String, _ grants: String) -> String {
    rights.contains("BYPASSRLS")
      ? "use a role that row-level security does not hold back, or disable it for the journal's tables"
      : grants
  }

  /// Why a command that needs the journal cannot have it; nil when it can be read.
  var need: SyncFailure? {
    switch self {
    case .absent, .empty:
      SyncFailure(
        .unfit, .target, "the target database keeps no journal",
        hint: "run synctool init: every run from then on is kept")
    case .foreign:
      SyncFailure(
        .unfit, .target, "the schema \(JournalSchema.name) holds something else than a journal",
        hint: "move it out of the way, and run synctool init")
    case .hidden(let rights):
      SyncFailure(
        .refused, .target, "this role may not look at the journal: it lacks \(rights)",
        hint: Self.remedy(
          rights,
          "GRANT USAGE ON SCHEMA synctool, and SELECT ON ALL TABLES IN SCHEMA synctool, to it")
      )
    case .damaged(let parts):
      SyncFailure(
        .unfit, .target, "the journal is damaged: it lacks \(parts)",
        hint: "bring back what was taken away, or begin a new one: synctool init --remove --force,"
          + " then synctool init")
    case .untrusted(let owner):
      SyncFailure(
        .refused, .target,
        "the schema \(JournalSchema.name) belongs to the role \(owner), which owns neither the"
          + " database nor the table",
        hint: "what it holds could be a trap: look at it, then change its owner or drop it")
    case .version(let version) where version < JournalSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal is of version \(version), and this synctool reads version"
          + " \(JournalSchema.version)", hint: "run synctool init")
    case .version(let version) where version > JournalSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal is of version \(version), and this synctool knows version"
          + " \(JournalSchema.version)", hint: "install the newer synctool here too")
    case .version: nil
    }
  }
}
