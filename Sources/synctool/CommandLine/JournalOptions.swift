internal import SyncCore

/// The options of the commands that look at the journal.
enum JournalOptions {
  /// In the order in which help lists them.
  static let all: [OptionSpec] = [
    OptionSpec(
      setting: .from, metavar: "REPORT", valueKind: .file,
      summary: "repair the clients that a .ndjson or .csv report lists"),
    OptionSpec(
      setting: .maxAge, metavar: "SPAN",
      summary: "end with 1 when the last success is older than this, such as 26h, or there is"
        + " none"),
    OptionSpec(
      setting: .since, metavar: "SPAN|DATE",
      summary: "only runs that started within this span, such as 7d, or since this day (UTC)"),
    OptionSpec(
      setting: .status, metavar: "STATUS", choices: RunStatus.allCases.map(\.rawValue),
      summary: "only runs with this status"),
    OptionSpec(
      setting: .limit, metavar: "N", summary: "how many entries a page has",
      defaultText: "20 runs or 50 clients"),
    OptionSpec(setting: .page, metavar: "N", summary: "which page", defaultText: "1"),
    OptionSpec(
      setting: .prune, summary: "delete the runs that are older than --keep from the journal"),
    OptionSpec(setting: .keep, metavar: "SPAN", summary: "what --prune leaves, such as 90d"),
    OptionSpec(
      setting: .remove, summary: "say what would be lost with the journal; with --force remove it"),
  ]
}
