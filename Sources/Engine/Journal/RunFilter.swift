package import PostgresDriver

/// Which runs of the journal are wanted.
package struct RunFilter: Sendable {
  /// nil means from the first run.
  var since: RunStart?
  /// As readers see it: a run that vanished is `crashed`. nil means any.
  var status: RunStatus?
  /// At most this many, the newest first.
  var limit: Int
  /// This many of the newest are skipped.
  var offset = 0

  package init(
    since: RunStart? = nil, status: RunStatus? = nil, limit: Int, offset: Int = 0
  ) {
    self.since = since
    self.status = status
    self.limit = limit
    self.offset = offset
  }
}

/// A part of a list of the journal's.
package struct JournalPage: Sendable {
  /// At most this many entries.
  let limit: Int
  /// This many come before them.
  let offset: Int

  package init(limit: Int, offset: Int) { (self.limit, self.offset) = (limit, offset) }

  /// The end of a query that selects the part.
  var sql: SQL { "LIMIT \(limit) OFFSET \(offset)" }
}

/// A moment in the past.
package enum RunStart: Equatable, Sendable {
  /// This many seconds before now.
  case ago(Double)
  /// A date or a time, as `2026-05-01` or `2026-05-01T12:00:00Z`, valid only in form:
  /// PostgreSQL reads it in UTC, and reports a day that does not exist.
  case moment(String)

  /// True for what PostgreSQL says of a moment that no calendar has.
  package static func isWrong(_ error: PostgresError) -> Bool {
    [.invalidDatetimeFormat, .datetimeFieldOverflow].contains(error.sqlState)
  }
}
