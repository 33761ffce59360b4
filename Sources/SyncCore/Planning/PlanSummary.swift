internal import Basics

/// What is known of a plan besides its rows.
struct PlanSummary: Sendable {
  let counts: Tally
  /// Records that share their key with another good record, whatever became of them.
  let contested: Int
  /// The columns that rows lose their values of because no record has the field.
  let emptied: [EmptiedColumn]
  /// nil when nobody asked for it.
  let digest: String?
  let moment: PlanMoment
  /// True when the plan's table leaves the creates out: the target is empty, so every good record
  /// without a row there is one.
  let impliesCreates: Bool
  /// The target's rows at that moment; 0 unless a percentage was to be taken of them.
  let rows: Int
  /// Why PostgreSQL would refuse the plan as a whole; nil when nothing is known that speaks against it.
  let obstacle: SyncFailure?
  /// What is worth knowing of it, one sentence each.
  let warnings: [String]
}
