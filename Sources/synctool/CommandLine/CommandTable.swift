internal import Basics
internal import SyncCore

/// All commands: the one table behind parsing, help, man page and completions.
enum CommandTable {
  /// In the order of `CommandName`.
  static let all: [CommandSpec] = CommandName.allCases.map(command)

  /// What the tool is: a phrase without a final full stop.
  static let summary = "bring the clients of MongoDB into PostgreSQL"

  /// The command's entry.
  static func command(_ name: CommandName) -> CommandSpec {
    switch name {
    case .sync: sync
    case .fix: fix
    case .status: status
    case .explain: explain
    case .history: history
    case .show: show
    case .undo: undo
    case .initialize: initialize
    case .check: check
    case .help: help
    case .version: version
    case .completions: completions
    case .man: man
    }
  }

  /// The codes of a command that prints what it knows, and what they tell there.
  private static let printing: [ExitCode] = [.done, .failed, .usage]
  private static let printingMeanings: [ExitCode: String] = [
    .failed: "the text could not be written to standard output"
  ]

  /// The shells that there are completions for.
  static let shells = ["bash", "zsh", "fish"]

  /// The exit codes of every command that connects.
  static let connecting: [ExitCode] = [
    .done, .failed, .usage, .unreachable, .refused, .unfit, .deadline, .hangUp, .interrupted,
    .terminated,
  ]

  static let sync = CommandSpec(
    name: .sync,
    summary: "create the missing clients and, with --force, update those that differ (default)",
    details: [
      "Reads every client from MongoDB, matches it by email with PostgreSQL's clients, creates the"
        + " missing ones, with --force updates those that differ, and says what it did. It deletes"
        + " nothing and never changes a table's definition.",
      "All writes of a run are one transaction: after a failure the target is as it was, and"
        + " running again is the recovery. A record that cannot be written is listed with the"
        + " reason and never stops the others.",
      "The plan marks each entry: + create, ~ update, = differs (exists, differs and stays so),"
        + " 2 duplicate (lost to another record with the same email), ! rejected (cannot be a"
        + " row), x failed (PostgreSQL refused the row).",
    ],
    options: OptionTable.options(OptionTable.ofSync),
    examples: [
      ExampleSpec(line: "synctool --dry-run", purpose: "see what a run would do"),
      ExampleSpec(line: "synctool", purpose: "create the missing clients"),
      ExampleSpec(
        line: "synctool --force --max-updates 5%", purpose: "update too, but not a great many"),
      ExampleSpec(
        line: "synctool --force --only ana@example.com", purpose: "repair one client"),
      ExampleSpec(
        line: "synctool --force --expect DIGEST",
        purpose: "apply exactly the plan that a dry run with --force showed"),
      ExampleSpec(
        line: "synctool --source dump/app/clients.bson --report run.csv",
        purpose: "read a mongodump file and list the outcome in a spreadsheet"),
    ],
    exitCodes: ExitCode.allCases,
    readsSettings: true)

  static let check = CommandSpec(
    name: .check,
    summary: "look at settings, source and target without running",
    details: [
      "Looks whether the settings are sound, whether the source and the target can be reached, and"
        + " whether the table fits the mapping. Each finding is one line; what is wrong comes with"
        + " the next step. Nothing is written."
    ],
    options: OptionTable.options(
      [.source, .mapping, .deadline, .format, .quiet, .verbose, .color, .envFile],
      saying: [.verbose: OptionTable.fullVerbose]),
    examples: [
      ExampleSpec(line: "synctool check", purpose: "before the first run"),
      ExampleSpec(
        line: "synctool check --format json", purpose: "the same for a monitoring script"),
    ],
    exitCodes: connecting,
    meanings: [
      .done: "no fault was found",
      .failed: "a fault without a code of its own, or the findings could not be written",
    ],
    readsSettings: true)

  static let help = CommandSpec(
    name: .help,
    summary: "explain the tool or one command",
    details: ["Prints what synctool --help or synctool COMMAND --help print."],
    arguments: [
      ArgumentSpec(
        name: "COMMAND", choices: CommandName.allCases.map(\.rawValue), required: false)
    ],
    examples: [ExampleSpec(line: "synctool help sync", purpose: "every option of a run")],
    exitCodes: printing, meanings: printingMeanings)

  static let version = CommandSpec(
    name: .version,
    summary: "print the version",
    details: ["Prints the name and the version of the tool; it reads no settings."],
    options: OptionTable.options([.format]),
    examples: [
      ExampleSpec(line: "synctool version --format json", purpose: "the same for a script")
    ],
    exitCodes: printing, meanings: printingMeanings)

  static let completions = CommandSpec(
    name: .completions,
    summary: "print a script that completes command lines in a shell",
    details: ["Prints the script for bash, zsh or fish on standard output."],
    arguments: [ArgumentSpec(name: "SHELL", choices: shells, required: true)],
    examples: [
      ExampleSpec(line: "source <(synctool completions bash)", purpose: "in ~/.bashrc"),
      ExampleSpec(
        line: "synctool completions zsh > ~/.zfunc/_synctool",
        purpose: "with ~/.zfunc in fpath before compinit"),
      ExampleSpec(
        line: "synctool completions fish > ~/.config/fish/completions/synctool.fish",
        purpose: "read by fish on its own"),
    ],
    exitCodes: printing, meanings: printingMeanings)

  static let man = CommandSpec(
    name: .man,
    summary: "print the manual page of the tool or of one command",
    details: [
      "Prints synctool(1), or the page of one command such as synctool-sync(1), in roff on standard"
        + " output."
    ],
    arguments: [
      ArgumentSpec(
        name: "COMMAND", choices: CommandName.allCases.map(\.rawValue), required: false)
    ],
    examples: [
      ExampleSpec(line: "synctool man | man -l -", purpose: "read it"),
      ExampleSpec(line: "synctool man sync > synctool-sync.1", purpose: "package it"),
    ],
    exitCodes: printing, meanings: printingMeanings)
}
