/// Which runs of the journal are wanted.
struct RunFilter: Sendable {
  /// nil means from the first run.
  var since: RunStart?
  /// As readers see it: a run that vanished is `crashed`. nil means any.
  var status: RunStatus?
  /// At most this many, the newest first.
  var limit: Int
  /// This many of the newest are skipped.
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
