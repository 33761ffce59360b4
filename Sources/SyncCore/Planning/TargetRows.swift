/// Which rows of the target a plan looks at.
enum TargetRows {
  case all
  /// There are none: every good record is a create, and the plan implies it.
  case none
  /// Those whose tids are in the table of candidates: no record is known to be equal to them, or they
  /// are of the clients that `--only` names.
  case candidates

  /// The condition on the target's row `t`.
  var condition: String {
    switch self {
    case .all: "true"
    case .none: "false"
    // An array makes PostgreSQL fetch them block by block; for a join it would read the whole table.
    case .candidates: "t.ctid = ANY (ARRAY(SELECT row FROM \(PlanTables.candidates)))"
    }
  }
}
