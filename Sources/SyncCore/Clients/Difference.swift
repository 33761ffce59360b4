internal import Engine
internal import PostgresDriver
internal import Records

/// What differs in a pair of record `s` and row `t`, and what may be done about it, as SQL.
struct Difference {
  let columns: [PlanColumn]
  let rules: PlanRules

  /// True for a pair that is not equal.
  var exists: SQL { "\(changed) OR \(lowered)" }

  /// True for a pair with a difference that may be written.
  private var changed: SQL {
    columns.map { column in
      let new = column.updated(from: column.targetValue, allowUnprotect: rules.allowUnprotect)
      return "\(new) IS DISTINCT FROM \(column.targetValue)"
    }
    .joined(separator: " OR ")
  }

  /// True for a record that would lower `protected` without permission.
  private var lowered: SQL {
    guard let flag = columns.first(where: { $0.role == .protected }), !rules.allowUnprotect
    else { return "false" }
    return "(\(flag.target) IS TRUE AND s.protected IS FALSE)"
  }

  /// The action for a pair that is not equal.
  var action: SQL {
    let action = rules.force ? Action.update : .differs
    return """
      CASE WHEN \(changed) THEN \(action) ELSE \(Action.differs) END
      """
  }

  /// Why such a pair stays as it is; NULL where it does not. With `claims` the row may have another key than the record.
  func reason(claims: Bool) -> SQL {
    let other: SQL =
      rules.force
      ? "NULL"
      : claims
        ? "CASE s.synctool_verdict WHEN \(LinkVerdict.moves) THEN \(Reason.renamed) ELSE \(Reason.noForce) END"
        : "\(Reason.noForce)"
    return "CASE WHEN \(changed) THEN \(other) ELSE \(Reason.protected) END"
  }
}

/// The options that decide what a plan does with a record.
struct PlanRules: Sendable {
  var force: Bool
  var onDuplicate: DuplicateRule
  var allowUnprotect: Bool
  /// True where the clients come with whoever owns a row that has one of their emails: then an owner who was not read is
  /// gone, although only some clients were read.
  var seesOwners = false
}
