package import Basics
package import Records

/// What a run reads, how it compares, and what may stop it.
extension Options {
  static let running: [any SomeOption] = [
    dryRun, force, only, onlyFrom, source, sourceName, mapping, match, onDuplicate, maxCreates,
    maxUpdates,
    maxDeletes, maxRejected, allowEmpty, allowAbsent, allowUnprotect, expect, detailedExitCode,
    wait, deadline,
    memory,
  ]

  /// Show the plan, write nothing.
  package static let dryRun = Option(
    "dry-run", .flag, standard: false, short: "n", in: .run,
    "show the plan and write nothing anywhere")
  /// Also update clients that exist and differ.
  package static let force = Option(
    "force", .flag, standard: false, short: "f", in: .run, isJournaled: true,
    "also update clients that exist and differ")
  package static let only = Option(
    "only", .elsewhere("EMAIL"), in: .run, repeatable: true, "restrict the run to this client")
  package static let onlyFrom = Option(
    "only-from", .elsewhere("FILE", takesFile: true), in: .run,
    "restrict the run to the clients named in FILE, one email a line; - is standard input")
  package static let source = Option(
    "source", .elsewhere("URI|FILE", takesFile: true), in: .plan, isSecret: true,
    "read this instead of MONGODB_URI: a MongoDB URI, a .bson dump, or Extended JSON, either as it"
      + " is or compressed by gzip, or - for standard input")
  /// `database.collection`; nil where it is not known, and for a server, which says it itself.
  package static let sourceName = Option(
    "source-name", .collection, in: .plan, isJournaled: true,
    "the collection that a file was exported from: its records then have the links of that one")
  package static let mapping = Option(
    "mapping", .elsewhere("FILE", takesFile: true), in: .plan,
    "JSON file with field and column names other than the standard ones")
  package static let match = Option(
    "match", .word("RULE"), standard: MatchRule.casefold, in: .plan, isJournaled: true,
    "how emails compare", defaultText: "casefold")
  package static let onDuplicate = Option(
    "on-duplicate", .word("RULE"), standard: DuplicateRule.newest, in: .plan, isJournaled: true,
    "which of several records with one email wins; skip writes none of them, fail ends the run"
      + " before the first write",
    defaultText: "newest")
  /// nil means no limit.
  package static let maxCreates = Option(
    "max-creates", .limit, in: .limits, isJournaled: true,
    "stop before the first write when more clients than this would be created; P% is of the rows"
      + " that exist, and counts only from 10 rows up",
    defaultText: "no limit")
  /// nil means no limit.
  package static let maxUpdates = Option(
    "max-updates", .limit, in: .limits, isJournaled: true, "the same for updates",
    defaultText: "no limit")
  /// nil means the command's own limit.
  package static let maxDeletes = Option(
    "max-deletes", .limit, in: .single, isJournaled: true, "the same for what would be removed",
    defaultText: "5%")
  /// nil means no limit.
  package static let maxRejected = Option(
    "max-rejected", .limit, in: .limits, isJournaled: true,
    "the same for records that cannot be rows; P% is of the records read",
    defaultText: "no limit")
  /// Accept a source with no record at all.
  package static let allowEmpty = Option(
    "allow-empty", .flag, standard: false, in: .limits, isJournaled: true,
    "a source with no record at all is not an error")
  package static let allowAbsent = Option(
    "allow-absent", .elsewhere("FIELD"), in: .limits, repeatable: true,
    "let the run empty the column of this field although no record has it; otherwise the run stops"
      + " if it has ten records or more")
  /// Let the run turn `protected` off.
  package static let allowUnprotect = Option(
    "allow-unprotect", .flag, standard: false, in: .plan, isJournaled: true,
    "let the run turn protected off")
  /// The digest that the plan must have, 32 lower-case hexadecimal digits; nil means any plan.
  package static let expect = Option(
    "expect", .digest, in: .limits, isJournaled: true,
    "write only if the plan is still the one whose digest a dry run printed")
  /// A dry run that found changes exits with 2.
  package static let detailedExitCode = Option(
    "detailed-exitcode", .flag, standard: false, in: .run,
    "exit with 2 if a dry run finds changes")
  /// Seconds to wait for another run's lock, 0 to 1e9.
  package static let wait = Option(
    "wait", .seconds(allowsZero: true), standard: 0, in: .run,
    "how long to wait for another run's lock", defaultText: "0")
  /// Seconds from the start by which the run ends, above 0; nil means no end.
  package static let deadline = Option(
    "deadline", .seconds(allowsZero: false), in: .plan, "stop after this many seconds",
    defaultText: "none")
  /// What the run may take at its peak.
  package static let memory = Option(
    "memory", .memory, standard: MemoryBudget.standard, in: .plan,
    "how much memory to take at most; more of it recognises more clients as unchanged early",
    defaultText: "64M")
}
