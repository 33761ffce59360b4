package import Basics

extension JournalState {
  /// How to grant a role the privileges it lacks; `grants` where row-level security does not interfere.
  static func remedy(_ rights: String, _ grants: String) -> String {
    rights.contains("BYPASSRLS")
      ? "use a role that row-level security does not restrict, or disable it for the journal's tables"
      : grants
  }

  /// Why a command that needs the journal cannot have it; nil when it can be read.
  package var need: SyncFailure? {
    switch self {
    case .absent, .empty:
      SyncFailure(
        .unfit, .target, "the target database keeps no journal",
        hint: "run synctool init: every run from then on is recorded")
    case .foreign:
      SyncFailure(
        .unfit, .target, "the schema \(JournalSchema.name) holds something other than a journal",
        hint: "move it out of the way, and run synctool init")
    case .hidden(let rights):
      SyncFailure(
        .refused, .target, "this role cannot read the journal: it lacks \(rights)",
        hint: Self.remedy(
          rights,
          "GRANT USAGE ON SCHEMA synctool, and SELECT ON ALL TABLES IN SCHEMA synctool, to it")
      )
    case .damaged(let parts):
      SyncFailure(
        .unfit, .target, "the journal is damaged: it lacks \(parts)",
        hint: "restore what was removed, or start a new one: synctool init --remove --force,"
          + " then synctool init")
    case .untrusted(let owner):
      SyncFailure(
        .refused, .target,
        "the schema \(JournalSchema.name) belongs to the role \(owner), which owns neither the"
          + " database nor the table",
        hint: "what it holds could be a trap: inspect it, then change its owner or drop it")
    case .version(let version, _) where version < JournalSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal has version \(version), and this synctool reads version"
          + " \(JournalSchema.version)", hint: "run synctool init")
    case .version(let version, _) where version > JournalSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal has version \(version), and this synctool knows version"
          + " \(JournalSchema.version)", hint: "install the newer synctool here too")
    case .version(_, let links) where links > LinkSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal's links have version \(links), and this synctool knows version"
          + " \(LinkSchema.version)", hint: "install the newer synctool here too")
    case .version(_, let links) where links > 0 && links < LinkSchema.version:
      SyncFailure(
        .unfit, .target,
        "the journal's links have version \(links), and this synctool reads version"
          + " \(LinkSchema.version)", hint: "run synctool init")
    case .version: nil
    }
  }
}
