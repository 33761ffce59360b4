internal import Basics
internal import SyncCore

/// One command: the single description from which parsing, help, man page and completions
/// are made.
struct Command: Sendable {
  /// As it is typed: one word, or one more word after another command's name, as in `links prune`.
  var name: String
  /// What it does: a phrase without a final full stop.
  var summary: String
  /// Paragraphs of whole sentences.
  var details: [String]
  var options: [OptionSpec] = []
  var arguments: [ArgumentSpec] = []
  var examples: [ExampleSpec]
  /// Every possible exit code of the command, in ascending order.
  var exitCodes: [ExitCode]
  /// What codes mean for this command, where it differs from a run.
  var meanings: [ExitCode: String] = [:]
  /// Options of the next sync whose variables hold here too: what the command says is what that would do.
  var foreseen: [OptionSpec] = []
  /// The options that must be given, on the line or as variables.
  var needed: [SettingName] = []
  /// The word that is meant where the line has none of those that its name begins; nil where it stands for itself.
  var meantWord: String?
  /// True for a command that only looks: its report can only be a page.
  var reportsPages = false
  /// True for a command that may need the server of `MONGODB_URI`, and says so itself where it cannot do without.
  var mayNeedSource = false
  /// True where the tool's own help says more about a faulty line than the command's.
  var isHelpedByTool = false

  /// What the exit code means for the command: a phrase without a final full stop.
  func meaning(of code: ExitCode) -> String { meanings[code] ?? Self.meaningForRun(of: code) }

  /// What it means for a run: a phrase as above.
  static func meaningForRun(of code: ExitCode) -> String {
    switch code {
    case .done: "done"
    case .failed: "failed; the target is unchanged unless the message says otherwise"
    case .changesPending: "a dry run with --detailed-exitcode found changes"
    case .incomplete:
      "done, but some records were rejected, failed, or left as unresolved duplicates"
    case .stopped:
      "a limit, an empty source or --on-duplicate fail stopped the run before the first write"
    case .planMoved: "the plan does not match the digest given to --expect; nothing was written"
    case .outcomeUnknown:
      "outcome unknown: the connection died during COMMIT and could not be resolved"
    case .locked: "another run holds the lock"
    case .usage: "the command line is wrong"
    case .unreachable: "the source or the target cannot be reached, or the connection was lost"
    case .refused: "the source or the target refused access"
    case .unfit: "the settings, or the table, are unfit"
    case .deadline: "the deadline has passed"
    case .hangUp: "stopped by SIGHUP"
    case .interrupted: "stopped by SIGINT"
    case .terminated: "stopped by SIGTERM"
    }
  }

  /// The words of its name.
  var path: [Substring] { name.split(separator: " ") }

  /// The last word of its name.
  var word: String { path.last.map(String.init) ?? name }

  /// True for a command that reads the settings before it does anything: the line can say from where.
  var readsSettings: Bool { takes(Options.envFile) }

  /// The settings that are in force in it; variables of others have no effect.
  ///
  /// Where lines go is set for every command, also for one whose help does not speak of it.
  var settings: Set<SettingName> {
    Set((options + foreseen + Options.of([.logging])).map(\.setting))
  }

  /// True for a command that has the option.
  func takes(_ setting: SettingName) -> Bool { options.contains { $0.setting == setting } }

  /// The same by its constant.
  func takes<Value>(_ option: Option<Value>) -> Bool { takes(option.name) }
}

/// A tree has no two commands with one name.
extension Command: Equatable {
  static func == (a: Command, b: Command) -> Bool { a.name == b.name }
}

/// One positional argument of a command.
struct ArgumentSpec: Sendable {
  /// What words an argument takes.
  enum Kind: Sendable {
    /// One of these and no other.
    case choice([String])
    /// The name of a command, all its words.
    case command
    /// The number of a run in the journal, or `last`.
    case run
    /// An email, which is data: no message repeats it.
    case email
  }

  var name: String
  var kind: Kind
  var required: Bool
  /// True for the last argument of a command that takes any number of them.
  var repeatable = false

  /// The only words that are accepted; empty unless the argument is a choice.
  var choices: [String] {
    if case .choice(let words) = kind { return words }
    return []
  }
}

/// One command line worth copying, with what it is for.
struct ExampleSpec: Sendable {
  var line: String
  /// A phrase without a final full stop.
  var purpose: String
}

// MARK: - What several commands share

extension Command {
  /// What stops the next sync before its first write, but for the digest that only one plan has.
  static let limits = Options.of([.limits], without: [Options.expect])
  /// The options of a whole run.
  static let everyRun: Set<OptionSpec.Group> = [
    .run, .plan, .limits, .report, .monitoring, .logging, .output, .progress,
  ]
  /// For a command that only looks: it has no entries for programs.
  static let reportAsPage = Options.report.saying(
    "write what the command found to FILE, which ends in .html or .md: a page for people")
  /// For a command that always shows everything.
  static let verboseInFull = Options.verbose.saying(
    "also print what SYNCTOOL_QUIET and LOG_LEVEL would suppress")
  /// For a command whose dry run prints its statements.
  static let dryRunAsSQL = Options.dryRun.saying("print the SQL and change nothing")
  /// For a command that only looks at the plan.
  static let plannedUnprotect = Options.allowUnprotect.saying(
    "plan for a run that may turn protected off")

  /// The exit codes of a command that prints what it knows, and their meanings.
  static let printing: [ExitCode] = [.done, .failed, .usage]
  static let printingMeanings: [ExitCode: String] = [
    .failed: "the text could not be written to standard output"
  ]

  /// The exit codes of every command that connects, with further ones, in ascending order.
  static func connecting(and others: ExitCode...) -> [ExitCode] {
    let connecting: [ExitCode] = [
      .done, .failed, .usage, .unreachable, .refused, .unfit, .deadline, .hangUp, .interrupted,
      .terminated,
    ]
    return (connecting + others).sorted { $0.rawValue < $1.rawValue }
  }

  /// What exit codes mean for a command that looks only at the target, besides its own meanings.
  static func ofTarget(and own: [ExitCode: String]) -> [ExitCode: String] {
    own.merging([
      .unreachable: "the target cannot be reached, or the connection was lost",
      .refused: "the target refused access",
    ]) { own, _ in own }
  }
}
