internal import Basics
internal import Engine
internal import Records

/// Stops a run before its first write when its source should not be trusted unseen.
struct SourceGuard: Sendable {
  /// It takes this many records to conclude that none has a field.
  static let smallSource = 10

  private let allowEmpty: Bool
  private let maxRejected: ChangeLimit?
  private let rules: PlanRules
  private let allowAbsent: [FieldPath]

  init(_ settings: Settings, _ rules: PlanRules) {
    allowEmpty = settings[Options.allowEmpty]
    maxRejected = settings[Options.maxRejected]
    allowAbsent = settings.allowAbsent
    self.rules = rules
  }

  /// Why the run is stopped; nil when it may go on. `only` is true under `--only`.
  func stop(_ plan: PlanSummary, only: Bool) -> SyncFailure? {
    do throws(SyncFailure) {
      try check(plan, only: only)
      return nil
    } catch {
      return error
    }
  }

  private func check(_ plan: PlanSummary, only: Bool) throws(SyncFailure) {
    let (counts, contested) = (plan.counts, plan.contested)
    if counts.read == 0, !allowEmpty {
      if counts.excluded > 0 { throw Self.allExcluded(counts.excluded) }
      throw SyncFailure(
        .stopped, .plan,
        only
          ? "the source has no record of the named clients" : "the source has no record at all",
        hint: only
          ? "check the emails, and --match" : "check the source; --allow-empty accepts this")
    }
    let rejected = counts[.rejected]
    if let allowed = maxRejected?.allowance(exceededBy: rejected, of: counts.read, "records") {
      let option = Options.maxRejected.name.option
      throw SyncFailure(
        .stopped, .plan,
        "\(NumberText.counted(rejected, "record")) cannot be rows, \(option) allows \(allowed)",
        hint: "review the records and the mapping; if the plan is right, raise the limit")
    }
    if rules.force, let failure = emptying(plan) { throw failure }
    if rules.onDuplicate == .fail, contested > 0 {
      throw SyncFailure(
        .stopped, .plan,
        "\(contested) records share their key with another and --on-duplicate is fail",
        hint: "merge them in the source, or choose newest, oldest or skip")
    }
  }

  private static func allExcluded(_ records: Int) -> SyncFailure {
    SyncFailure(
      .stopped, .plan,
      "the mapping's where leaves out \(NumberText.counted(records, "record")), and no other exists",
      hint: "check the conditions; --allow-empty accepts this")
  }

  /// A field that no record of a whole source has is usually misspelt; a few records prove
  /// nothing.
  private func emptying(_ plan: PlanSummary) -> SyncFailure? {
    let emptied = plan.emptied.filter { column in
      !column.fields.allSatisfy(allowAbsent.contains)
    }
    guard !emptied.isEmpty, plan.counts.read >= Self.smallSource else { return nil }
    var fields: [FieldPath] = []
    for field in emptied.flatMap(\.fields)
    where !allowAbsent.contains(field) && !fields.contains(field) {
      fields.append(field)
    }
    let options = fields.map { "\(Options.allowAbsent.name.option) \(SafeText.escape($0.text))" }
    return SyncFailure(
      .stopped, .plan, emptied.map { $0.words("would lose") }.joined(separator: "; "),
      hint:
        "correct the field in the mapping; if intended, \"absent\": \"keep\" there keeps the"
        + " values and \(options.joined(separator: " ")) gives them up")
  }
}
