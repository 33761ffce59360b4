/// What the commands that look at the journal are told.
package struct JournalSetting: Sendable {
  /// Take the journal away instead of creating it.
  package var remove = false
  /// `--force` was typed, and does not come from the environment or a file.
  package var removeIsForced = false
  /// Only runs that started at this moment or later; nil means from the first.
  package var since: Since?
  /// Only runs with this status; nil means any.
  package var status: RunStatus?
  /// Entries on a page, 1 or more; nil means the command's own default.
  package var limit: Int?
  /// 1 or more; the first page has the newest.
  package var page = 1
  /// Delete what is older than `keep`.
  package var prune = false
  /// Seconds; nil unless given.
  package var keep: Double?
  /// Seconds since the last success that are still well; nil means that its age does not matter.
  package var maxAge: Double?
  /// The report whose clients `fix` repairs; nil when they are named one by one.
  package var from: String?
  /// `from` was typed, and does not come from the environment or a file.
  package var fromIsTyped = false

  package init() {}

  /// A moment in the past.
  package enum Since: Sendable {
    /// So many seconds before now.
    case ago(Double)
    /// A date or a time, as `2026-05-01` or `2026-05-01T12:00:00Z`, sound by its form alone:
    /// PostgreSQL reads it in UTC, and says when there is no such day.
    case moment(String)
  }
}
