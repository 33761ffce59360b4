/// Which runs of the journal are wanted.
struct RunFilter: Sendable {
  /// nil means from the first run.
  var since: RunStart?
  /// As readers see it: a run that is gone without a word is `crashed`. nil means any.
  var status: RunStatus?
  /// At most so many, the newest first.
  var limit: Int
  /// So many of the newest are passed over.
  var offset = 0

  init(
    since: RunStart? = nil, status: RunStatus? = nil, limit: Int, offset: Int = 0
  ) {
    self.since = since
    self.status = status
    self.limit = limit
    self.offset = offset
  }
}
