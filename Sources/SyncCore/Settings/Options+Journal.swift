package import Engine

/// The options of the commands that read the journal.
extension Options {
  static let ofJournal: [any SomeOption] = [
    from, maxAge, since, status, limit, page, prune, keep, links, remove,
  ]

  /// The report whose clients `fix` repairs; nil when they are named one by one.
  package static let from = Option(
    "from", .path("REPORT"), in: .single,
    "repair the clients that a .ndjson or .csv report lists")
  /// The greatest healthy age of the last success in seconds; nil means that its age does not matter.
  package static let maxAge = Option(
    "max-age", .span, in: .single,
    "exit with 1 if the last success is older than this, such as 26h, or missing")
  /// Only runs that started at this moment or later; nil means from the first.
  package static let since = Option(
    "since", .start, in: .single,
    "only runs started within this span, such as 7d, or since this day (UTC)")
  /// Only runs with this status; nil means any.
  package static let status = Option(
    "status", OptionKind<RunStatus>.word("STATUS"), in: .single, "only runs with this status")
  /// Entries on a page, 1 or more; nil means the command's own default.
  package static let limit = Option(
    "limit", .count, in: .single, "entries per page",
    defaultText: "20 runs or 50 clients")
  /// 1 or more; the first page has the newest.
  package static let page = Option(
    "page", .count, standard: 1, in: .single, "which page", defaultText: "1")
  /// Delete what is older than `keep`.
  package static let prune = Option(
    "prune", .flag, standard: false, in: .single, layers: .typed,
    "delete the runs that are older than --keep from the journal")
  /// Seconds; nil unless given.
  package static let keep = Option(
    "keep", .span, in: .single, "how much history --prune keeps, such as 90d")
  /// Keep links, too.
  package static let links = Option(
    "links", .flag, standard: false, in: .single, layers: .typed,
    "keep links, too: which document is which row, so that a client keeps its row when its email"
      + " changes")
  /// Remove the journal instead of creating it.
  package static let remove = Option(
    "remove", .flag, standard: false, in: .single, layers: .typed,
    "say what would be lost with the journal; with --force remove it")
}
