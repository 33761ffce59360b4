internal import Basics
internal import Engine
internal import Records

/// What the plan says of the clients asked about: the sync's own plan of their records, so that nothing is
/// decided twice.
struct PlanVerdicts {
  /// What would stop the sync before its first write; nil when nothing would.
  private(set) var obstacle: SyncFailure?
  /// By the bytes of the key: Strings would equate different Unicode forms.
  private var entries: [[UInt8]: [PlanEntry]] = [:]
  /// Rejected records whose email is too long to be a key.
  private var keyless: [PlanEntry] = []

  /// `sync` has all records with the keys as its source.
  ///
  /// Throws what a dry run would, unless it is a failure that merely stops the sync before its first write.
  init(
    _ sync: RunEngine<ClientWork>, _ tables: PlanTables, on session: inout Session,
    _ state: inout RunState
  ) throws {
    var entries: [PlanEntry] = []
    let refusal = try sync.preview(
      tables.table, only: tables.layout.only, on: &session, &state
    ) { entries.append($0) }
    if let refusal {
      guard refusal.stage == .plan else { throw refusal }
      obstacle = refusal
    }
    for entry in entries {
      if let key = entry.key {
        self.entries[Array(key.utf8), default: []].append(entry)
      } else {
        keyless.append(entry)
      }
    }
  }

  /// What becomes of the client with the key, of which the source has this many records.
  func nextStep(_ key: String, _ verdicts: [ExplainedRecord.Verdict]) -> NextStep {
    let own = entries[Array(key.utf8)] ?? []
    if let entry = own.first(where: { ![.duplicate, .rejected].contains($0.action) }) {
      return NextStep(
        fate: .action(entry.action), reason: entry.reason, field: entry.field,
        changes: entry.changes)
    }
    if verdicts.contains(.wins) { return NextStep(fate: .unchanged) }
    for verdict in verdicts {
      if case .loses(let reason, let field, _) = verdict {
        return NextStep(fate: .action(.duplicate), reason: reason, field: field)
      }
    }
    if let verdict = verdicts.first(where: { $0 != .excluded }),
      case .rejected(let reason, let field) = verdict
    {
      return NextStep(fate: .action(.rejected), reason: reason, field: field)
    }
    return NextStep(fate: verdicts.contains(.excluded) ? .excluded : .absent)
  }

  /// What becomes of each of the records with the key.
  ///
  /// A record for which the plan has no losing entry represents the client. If rejected for the length of its
  /// email it has no key in the plan: the `_id` identifies it.
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
