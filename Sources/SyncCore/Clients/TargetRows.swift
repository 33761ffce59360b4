internal import PostgresDriver

/// Which rows of the target a plan looks at.
enum TargetRows {
  case all
  /// None exist: every good record is a create, and the plan implies it.
  case none
  /// Those whose tids are in the table of candidates: no record is known to equal them, or they
  /// belong to the clients that `--only` names.
  case candidates

  /// The condition on the target's row `t`.
  var condition: SQL {
    switch self {
    case .all: "true"
    case .none: "false"
    // An array makes PostgreSQL fetch them block by block; a join would read the whole table.
    case .candidates: "t.ctid = ANY (ARRAY(SELECT row FROM \(PlanTables.candidates)))"
    }
  }
}
