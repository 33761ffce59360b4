internal import Basics
internal import Engine

/// What is known of a plan besides its rows.
package struct PlanSummary: Sendable {
  let counts: Tally
  /// Records that share their key with another good record, whatever became of them.
  let contested: Int
  /// The columns in which rows lose their values because no record has the field.
  let emptied: [EmptiedColumn]
  let moment: PlanMoment
  /// True when the plan's table leaves the creates out: the target is empty, so every good record
  /// without a row in the plan is one.
  let impliesCreates: Bool
}
