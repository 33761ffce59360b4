extension SyncFailure {
  /// A run that was asked to stop before its COMMIT.
  init(_ cause: StopCause, _ stage: Stage) {
    self.init(cause.exitCode, stage, cause.message)
  }
}
