internal import Records
internal import SyncCore

/// Every option there is; what a summary says holds of a run, and of every command that has no word
/// of its own for the option.
enum OptionTable {
  /// In the order in which help lists them.
  static let all: [OptionSpec] =
    deciding + matching + limits + running + JournalOptions.all + MonitoringOptions.all + output

  /// The options of every command that makes a plan of the whole source, or of a part of it.
  static let ofPlan: Set<SettingName> = [
    .source, .mapping, .match, .onDuplicate, .allowUnprotect, .deadline,
  ]
  /// How a command shows what it has to say.
  static let ofOutput: Set<SettingName> = [
    .format, .quiet, .verbose, .color, .noProgress, .envFile, .logFormat, .logTo,
  ]
  /// Whom a run tells of its outcome.
  static let ofMonitoring: Set<SettingName> = [.metrics, .notifyCommand, .notifyOn]
  /// The options of a whole run.
  static let ofSync: Set<SettingName> = ofPlan.union(ofOutput).union(ofMonitoring).union([
    .dryRun, .force, .only, .onlyFrom, .maxCreates, .maxUpdates, .allowEmpty, .allowAbsent, .expect,
    .detailedExitCode, .wait, .report, .mask,
  ])

  /// The options with these names, in the table's order.
  ///
  /// `summaries` has those that do another thing in the command than in a run.
  static func options(
    _ names: Set<SettingName>, saying summaries: [SettingName: String] = [:]
  ) -> [OptionSpec] {
    assert(names.isSuperset(of: summaries.keys), "a summary of an option that is not there")
    return all.filter { names.contains($0.setting) }.map { option in
      var option = option
      option.summary = summaries[option.setting] ?? option.summary
      return option
    }
  }

  /// What --report does in a command that only looks: it has no entries for programs.
  static let pageReport =
    "write what the command found to FILE, which ends in .html or .md: a page for people"
  /// What --verbose does in a command that shows all it has without being asked.
  static let fullVerbose = "print also what SYNCTOOL_QUIET and LOG_LEVEL would leave out"
  /// What --allow-unprotect does in a command that only looks at the plan.
  static let plannedUnprotect = "plan for a run that may turn protected off"

  /// The option by its name without dashes; nil when there is none.
  static func named(long: String) -> OptionSpec? {
    all.first { $0.long == long }
  }

  /// The option by its letter; nil when there is none.
  static func named(short: Character) -> OptionSpec? {
    all.first { $0.short == short }
  }

  private static let deciding: [OptionSpec] = [
    OptionSpec(
      setting: .dryRun, short: "n", summary: "show the plan and write nothing anywhere"),
    OptionSpec(
      setting: .force, short: "f", summary: "also update clients that exist and differ"),
    OptionSpec(
      setting: .only, metavar: "EMAIL", repeatable: true,
      summary: "restrict the run to this client"),
    OptionSpec(
      setting: .onlyFrom, metavar: "FILE", valueKind: .file,
      summary: "restrict the run to the clients named in FILE, one email a line; - is"
        + " standard input"),
    OptionSpec(
      setting: .source, metavar: "URI|FILE", valueKind: .file,
      summary: "read this instead of MONGODB_URI: a MongoDB URI, a .bson dump, or Extended JSON,"
        + " either as it is or compressed by gzip, or - for standard input"),
    OptionSpec(
      setting: .mapping, metavar: "FILE", valueKind: .file,
      summary: "JSON file with other field and column names than the standard ones"),
  ]

  private static let matching: [OptionSpec] = [
    OptionSpec(
      setting: .match, metavar: "RULE", choices: MatchRule.allCases.map(\.rawValue),
      summary: "how emails compare", defaultText: "casefold"),
    OptionSpec(
      setting: .onDuplicate, metavar: "RULE", choices: DuplicateRule.allCases.map(\.rawValue),
      summary: "which of several records with one email wins; skip writes none of them, fail ends"
        + " the run before the first write",
      defaultText: "newest"),
  ]

  private static let limits: [OptionSpec] = [
    OptionSpec(
      setting: .maxCreates, metavar: "N|P%",
      summary: "stop before the first write when more clients than this would be created; P% is of"
        + " the rows that exist, and counts only from 10 rows up",
      defaultText: "no limit"),
    OptionSpec(
      setting: .maxUpdates, metavar: "N|P%",
      summary: "the same for updates", defaultText: "no limit"),
    OptionSpec(setting: .allowEmpty, summary: "a source with no record at all is no error"),
    OptionSpec(
      setting: .allowAbsent, metavar: "FIELD", repeatable: true,
      summary: "let the run empty the column of this field although no record has it; else that"
        + " stops a run of ten records or more"),
    OptionSpec(setting: .allowUnprotect, summary: "let the run turn protected off"),
    OptionSpec(
      setting: .expect, metavar: "DIGEST",
      summary: "write only if the plan is still the one whose digest a dry run printed"),
  ]

  private static let running: [OptionSpec] = [
    OptionSpec(
      setting: .detailedExitCode, summary: "end with 2 when a dry run found changes"),
    OptionSpec(
      setting: .wait, metavar: "SECONDS", summary: "wait so long for another run's lock",
      defaultText: "0"),
    OptionSpec(
      setting: .deadline, metavar: "SECONDS", summary: "end after so many seconds at most",
      defaultText: "none"),
  ]

  private static let output: [OptionSpec] = [
    OptionSpec(
      setting: .format, metavar: "FORMAT", choices: ["text", "json"],
      summary: "format of standard output", defaultText: "text"),
    OptionSpec(
      setting: .report, metavar: "FILE", valueKind: .file,
      summary: "write what the command found to FILE: a page for people when it ends in .html or"
        + " .md, one entry for each record that is not unchanged when it ends in .ndjson or .csv"),
    OptionSpec(setting: .mask, summary: "hide emails and phones in what is shown and reported"),
    OptionSpec(setting: .quiet, short: "q", summary: "print problems only"),
    OptionSpec(setting: .verbose, short: "v", summary: "print every entry and say more"),
    OptionSpec(
      setting: .color, metavar: "WHEN", choices: ["auto", "always", "never"],
      summary: "colour the text; auto does so on a terminal, unless NO_COLOR is set",
      defaultText: "auto"),
    OptionSpec(setting: .noProgress, summary: "show no progress line on the terminal"),
    OptionSpec(
      setting: .envFile, metavar: "FILE", valueKind: .file,
      summary: "read settings from FILE; it is data, nothing in it is run or expanded",
      defaultText: "./.env, when there is one"),
  ]
}
