package import Engine

extension UndoWork {
  /// Carries out one run and returns its result; a failure is part of the result.
  ///
  /// `session` is one that other runs use too.
  package static func run(
    _ settings: Settings, _ reference: RunReference, _ observer: any RunObserver,
    _ identity: RunIdentity, on session: KeptSession? = nil
  ) -> SyncResult {
    let (mapping, request) = (settings.mapping, RunRequest(settings))
    let today = (
      id: mapping.id, key: mapping.email.column, time: mapping.updatedAt.column,
      references: settings.references
    )
    let kept = session ?? KeptSession(settings.target, observer.stop)
    if let found = DocumentRun.find(reference, request, on: kept) {
      let work = DocumentUndoWork(
        found, request, today, settings.source, observer, only: settings.keySet(match:))
      return RunEngine(work, request, observer, identity, on: kept).run()
    }
    let work = UndoWork(reference, request, today, only: settings.keySet(match:))
    return RunEngine(work, request, observer, identity, on: kept).run()
  }
}
