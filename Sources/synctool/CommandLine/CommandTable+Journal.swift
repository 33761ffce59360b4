internal import Basics
internal import SyncCore

/// The commands that stand on the journal.
extension CommandTable {
  /// The codes of `connecting` with further ones, in ascending order.
  private static func connecting(and others: ExitCode...) -> [ExitCode] {
    (connecting + others).sorted { $0.rawValue < $1.rawValue }
  }

  /// What codes tell of a command that looks at the target alone, besides what is its own.
  private static func ofTarget(and own: [ExitCode: String]) -> [ExitCode: String] {
    own.merging([
      .unreachable: "the target cannot be reached, or was lost on the way",
      .refused: "the target refused access",
    ]) { own, _ in own }
  }

  static let initialize = CommandSpec(
    name: .initialize,
    summary: "create the journal in the target database, or bring it up to date",
    details: [
      "Creates the schema synctool with the tables that keep every run: what it wrote, what it could"
        + " not write, and how it ended. A journal of an older version is upgraded step by step. With"
        + " --dry-run it prints the SQL and changes nothing. No other command creates anything.",
      "--remove says what would be lost, and takes the journal away only with --force.",
    ],
    options: OptionTable.options(
      OptionTable.ofOutput.union([.dryRun, .force, .remove, .deadline]).subtracting([.noProgress]),
      saying: [
        .dryRun: "print the SQL and change nothing",
        .force: "let --remove really remove the journal, with all that it keeps",
        .verbose: OptionTable.fullVerbose,
      ]),
    examples: [
      ExampleSpec(line: "synctool init --dry-run", purpose: "read the SQL first"),
      ExampleSpec(line: "synctool init", purpose: "keep a journal from now on"),
      ExampleSpec(line: "synctool init --remove --force", purpose: "give the journal up"),
    ],
    exitCodes: connecting(and: .stopped, .locked),
    meanings: ofTarget(and: [
      .failed: "failed; the journal is unchanged unless the message says otherwise",
      .stopped: "the journal is not removed without --force",
      .locked: "the journal is not removed while a run is in progress",
      .unfit:
        "the settings are unfit, or the schema synctool holds something else or a newer journal",
    ]),
    readsSettings: true, readsSource: false)

  static let status = CommandSpec(
    name: .status,
    summary: "say whether the target is in step with the source, and how the last runs ended",
    details: [
      "Makes the plan that sync --force would carry out, without writing anything, and looks into the"
        + " journal: the last success and its age, the last failure, runs in progress."
    ],
    options: OptionTable.options(
      OptionTable.ofPlan.union(OptionTable.ofOutput).union(OptionTable.ofMonitoring)
        .union([.maxAge, .detailedExitCode, .allowEmpty, .allowAbsent, .report, .mask]),
      saying: [
        .detailedExitCode: "end with 2 when the target is out of step",
        .allowUnprotect: OptionTable.plannedUnprotect, .report: OptionTable.pageReport,
      ]),
    examples: [
      ExampleSpec(line: "synctool status", purpose: "look"),
      ExampleSpec(
        line: "synctool status --quiet --detailed-exitcode --max-age 26h",
        purpose: "for monitoring: 0 well, 2 out of step, 1 no success within 26 hours"),
      ExampleSpec(line: "synctool status --report status.html", purpose: "a page for people"),
    ],
    exitCodes: connecting(and: .changesPending, .incomplete, .stopped),
    meanings: [
      .done: "the plan could be made, whether the target is in step or not",
      .failed: "failed; with --max-age also: the last success is older, or there is none",
      .changesPending: "with --detailed-exitcode: the target is out of step",
      .incomplete:
        "the plan could be made, but some records are rejected or unresolved duplicates",
      .stopped:
        "a limit, an empty source or --on-duplicate fail would stop a run before its first write",
      .unfit: "the settings, or the table, are unfit; with --max-age also: there is no journal",
    ],
    readsSettings: true)

  static let history = CommandSpec(
    name: .history,
    summary: "list the runs of the journal",
    details: [
      "Lists the runs on the table, the newest first.",
      "--prune deletes the runs that ended longer ago than --keep, with what they wrote down; such a"
        + " run can no longer be undone.",
    ],
    options: OptionTable.options(
      OptionTable.ofOutput.union([
        .since, .status, .limit, .page, .prune, .keep, .dryRun, .deadline, .report, .mask,
      ]).subtracting([.noProgress]),
      saying: [
        .dryRun: "say what --prune would delete, and delete nothing",
        .verbose: OptionTable.fullVerbose, .report: OptionTable.pageReport,
      ]),
    examples: [
      ExampleSpec(line: "synctool history --since 7d", purpose: "the last week"),
      ExampleSpec(line: "synctool history --status failed", purpose: "what went wrong"),
      ExampleSpec(line: "synctool history --prune --keep 90d", purpose: "from cron, once a week"),
    ],
    exitCodes: connecting,
    meanings: ofTarget(and: [
      .failed: "failed; the journal is unchanged unless the message says otherwise",
      .unfit: "the settings are unfit, or there is no journal that this version reads",
    ]),
    readsSettings: true, readsSource: false)

  static let show = CommandSpec(
    name: .show,
    summary: "show one run of the journal: its options, changes and rejections",
    details: ["Shows each client that the run wrote, field by field, and what it could not write."],
    options: OptionTable.options(
      OptionTable.ofOutput.union([.limit, .page, .deadline, .report, .mask])
        .subtracting([.noProgress]),
      saying: [.verbose: OptionTable.fullVerbose, .report: OptionTable.pageReport]),
    arguments: [ArgumentSpec(name: "RUN", kind: .run, required: true)],
    examples: [
      ExampleSpec(line: "synctool show last", purpose: "the latest run"),
      ExampleSpec(line: "synctool show 42 --format json", purpose: "one run for a script"),
    ],
    exitCodes: connecting,
    meanings: ofTarget(and: [
      .failed: "failed",
      .unfit:
        "the settings are unfit, there is no journal that this version reads, or it has no such run",
    ]),
    readsSettings: true, readsSource: false)

  static let undo = CommandSpec(
    name: .undo,
    summary: "take back what one run wrote",
    details: [
      "Deletes the clients that the run created and puts back the ones that it updated, in one"
        + " transaction, where the row is still as the run left it. Rows that were changed since, or"
        + " that other tables refer to, are listed and left.",
      "An undo is itself a run of the journal: it can be shown, and undone, which creates deleted clients"
        + " again with their ids.",
      "The plan marks each entry: - delete (the run created it), ~ update (put back), + create (an"
        + " undo had deleted it), = kept (changed since, referred to, gone, or its place is taken),"
        + " x failed (PostgreSQL refused the row).",
    ],
    options: OptionTable.options(
      OptionTable.ofOutput.union(OptionTable.ofMonitoring).union([
        .dryRun, .only, .onlyFrom, .match, .mapping, .detailedExitCode, .wait, .deadline, .report,
        .mask,
      ]).subtracting([.noProgress]),
      saying: [
        .only: "take back only what the run did to this client",
        .onlyFrom:
          "take back only what the run did to the clients named in FILE, one email a line; - is"
          + " standard input",
        .report:
          "write what the command found to FILE: a page for people when it ends in .html or .md, one"
          + " entry for each client of the run when it ends in .ndjson or .csv",
      ]),
    arguments: [ArgumentSpec(name: "RUN", kind: .run, required: true)],
    examples: [
      ExampleSpec(line: "synctool undo last --dry-run", purpose: "see what would be taken back"),
      ExampleSpec(line: "synctool undo 42", purpose: "take run 42 back"),
      ExampleSpec(line: "synctool undo 42 --only ana@example.com", purpose: "one client of it"),
    ],
    exitCodes: connecting(and: .changesPending, .incomplete, .outcomeUnknown, .locked),
    meanings: ofTarget(and: [
      .incomplete: "done, but some clients were kept as they are, or PostgreSQL refused the row",
      .unfit:
        "the settings, the table or the journal are unfit, or the run is unknown, not done, or"
        + " another table's",
    ]),
    readsSettings: true, readsSource: false)

  static let explain = CommandSpec(
    name: .explain,
    summary: "say everything about one client: source, target, what a run would do, and why",
    details: [
      "Shows the source's records with this email and those that nearly have it (other case, spaces,"
        + " other Unicode forms), the target's row, the two compared field by field, what the next"
        + " sync would do and why, the client's history in the journal, and how many rows of other tables"
        + " refer to it: by foreign keys, and by the columns of SYNCTOOL_REFERENCES.",
      "Nothing is written.",
    ],
    options: OptionTable.options(
      OptionTable.ofPlan.union(OptionTable.ofOutput).union([.force, .mask]),
      saying: [
        .force: "take the next sync to be one with --force; nothing is written",
        .allowUnprotect: OptionTable.plannedUnprotect,
        .quiet: "leave out source and target",
      ]),
    arguments: [ArgumentSpec(name: "EMAIL", kind: .email, required: true)],
    examples: [
      ExampleSpec(
        line: "synctool explain ana@example.com", purpose: "why is this client not right?")
    ],
    exitCodes: connecting,
    meanings: [.done: "done, also when the client is nowhere", .failed: "failed"],
    readsSettings: true)

  static let fix = CommandSpec(
    name: .fix,
    summary: "repair single clients: sync --force for them alone, explained before and after",
    details: [
      "Does what sync --force --only does for the clients named, and shows each of them as explain does"
        + " before and after. --from takes the clients that a report lists."
    ],
    options: OptionTable.options(
      OptionTable.ofSync.subtracting([.force, .only, .onlyFrom, .expect, .allowAbsent])
        .union([.from]),
      saying: [
        .source:
          "read this instead of MONGODB_URI: a MongoDB URI, a .bson dump, or Extended"
          + " JSON; it is read several times, so no pipe and no standard input"
      ]),
    arguments: [ArgumentSpec(name: "EMAIL", kind: .email, required: false, repeatable: true)],
    examples: [
      ExampleSpec(line: "synctool fix ana@example.com --dry-run", purpose: "look first"),
      ExampleSpec(line: "synctool fix ana@example.com", purpose: "repair one client"),
      ExampleSpec(line: "synctool fix --from run.csv", purpose: "what a report listed"),
    ],
    exitCodes: CommandTable.sync.exitCodes.filter { $0 != .planMoved }, readsSettings: true)
}
