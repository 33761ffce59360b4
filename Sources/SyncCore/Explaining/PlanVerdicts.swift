internal import Basics

/// What the plan says of the clients looked for: a dry run of the sync itself over their records, so
/// that nothing is decided twice.
struct PlanVerdicts {
  private(set) var obstacle: SyncFailure?
  private(set) var warnings: [String] = []
  /// By the bytes of the key: Strings would mix Unicode forms up.
  private var entries: [[UInt8]: [PlanEntry]] = [:]
  /// Rejected records whose email is too long to be a key.
  private var keyless: [PlanEntry] = []

  /// `source` holds all records with the keys.
  ///
  /// Throws the dry run's failure, unless it is one that merely stops the sync before its first write.
  init(
    _ settings: Settings, force: Bool, _ source: DocumentSource, _ observer: any RunObserver,
    _ identity: RunIdentity
  ) throws(SyncFailure) {
    var settings = settings
    settings.dryRun = true
    settings.force = force
    (settings.report, settings.expect) = (nil, nil)
    let collector = EntryCollector(observer, identity.kind)
    let result = ClientWork.run(settings, collector, identity, source: source)
    if let failure = result.failure {
      guard result.planned, failure.stage == .plan else { throw failure }
      obstacle = failure
    }
    // What is said of the records themselves is not about the real source.
    warnings = result.warnings.filter {
      $0.hasPrefix(Stage.target.rawValue) || settings.warnings.contains($0)
    }
    for entry in collector.entries {
      if let key = entry.key {
        self.entries[Array(key.utf8), default: []].append(entry)
      } else {
        keyless.append(entry)
      }
    }
  }

  /// What becomes of the client with the key, of which the source has so many records.
  func nextStep(_ key: String, _ verdicts: [ExplainedRecord.Verdict]) -> NextStep {
    let own = entries[Array(key.utf8)] ?? []
    if let entry = own.first(where: { ![.duplicate, .rejected].contains($0.action) }) {
      return NextStep(
        fate: .action(entry.action), reason: entry.reason, field: entry.field,
        changes: entry.changes)
    }
    if verdicts.contains(.wins) { return NextStep(fate: .unchanged, changes: []) }
    for verdict in verdicts {
      if case .loses(let reason, let field, _) = verdict {
        return NextStep(fate: .action(.duplicate), reason: reason, field: field, changes: [])
      }
    }
    if let verdict = verdicts.first(where: { $0 != .excluded }),
      case .rejected(let reason, let field) = verdict
    {
      return NextStep(fate: .action(.rejected), reason: reason, field: field, changes: [])
    }
    return NextStep(fate: verdicts.contains(.excluded) ? .excluded : .absent, changes: [])
  }

  /// What becomes of each of the records with the key.
  ///
  /// A record that the plan has no losing entry for stands for the client. Rejected for the length of its
  /// email it has no key in the plan: the `_id` tells which it is.
  func verdicts(_ records: [FoundRecord], _ key: String) -> [ExplainedRecord.Verdict] {
    var lost = (entries[Array(key.utf8)] ?? []) + keyless
    lost.removeAll { ![.duplicate, .rejected].contains($0.action) }
    return records.map { record in
      if record.isExcluded { return .excluded }
      guard let place = lost.firstIndex(where: { Self.same($0.sourceID, record.sourceID) }) else {
        return .wins
      }
      let entry = lost.remove(at: place)
      return entry.action == .duplicate
        ? .loses(entry.reason, field: entry.field, winnerID: entry.winnerID)
        : .rejected(entry.reason, field: entry.field)
    }
  }

  private static func same(_ a: String?, _ b: String?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a.utf8.elementsEqual(b.utf8)
  }
}

/// Takes all entries of a run that nobody watches but for its steps.
private final class EntryCollector: RunObserver {
  private(set) var entries: [PlanEntry] = []
  let shown: ShownEntries
  private let observer: any RunObserver

  init(_ observer: any RunObserver, _ kind: RunKind) {
    self.observer = observer
    shown = ShownEntries(kind.actions)
  }

  var stop: Stop { observer.stop }
  func trace(_ step: String) { observer.trace(step) }
  func show(_ entry: PlanEntry) { entries.append(entry) }
}
