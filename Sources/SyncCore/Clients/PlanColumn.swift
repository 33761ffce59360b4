internal import PostgresDriver
internal import Records

/// One compared column as SQL: where staging, plan and target hold its value.
struct PlanColumn {
  enum Role {
    case email, protected, data
  }

  let role: Role
  let layout: LayoutColumn
  /// The column's name in the staging table.
  let staged: SQL
  /// The column of the plan that keeps the target's previous value.
  let old: SQL

  /// The target's column, quoted, of the row aliased `t`.
  var target: SQL { "t.\(identifier: layout.column)" }

  /// The type in which staging and plan hold the values.
  var type: SQL { layout.form.stageType }

  /// The target's value in the type of the plan, under any search path.
  var targetValue: SQL { layout.form.read(target) }

  /// What an INSERT puts into the column.
  var inserted: SQL { layout.form.written(created) }

  /// What an UPDATE of the row `t` puts into the column; an unchanged value is left as it is written.
  func assigned(allowUnprotect: Bool) -> SQL {
    let (present, form) = (targetValue, layout.form)
    let value = updated(from: present, allowUnprotect: allowUnprotect)
    guard form.hasSpellings else { return form.written(value) }
    return """
      CASE WHEN coalesce(\(value) OPERATOR(pg_catalog.=) \(present),
          \(value) IS NULL AND \(present) IS NULL)
        THEN \(target) ELSE \(form.written(value)) END
      """
  }

  /// What a new row gets.
  var created: SQL {
    switch role {
    case .email: "coalesce(s.email, s.key)"
    case .protected: "coalesce(s.protected, false)"
    case .data: "s.\(staged)"
    }
  }

  /// What a new row gets, for the plan's row `p`; NULL for an existing row.
  var plannedOnCreate: SQL { "CASE WHEN p.target_id IS NULL THEN s.\(staged) END" }

  /// What the plan's row `p` of the stage's row `s` would put into the target.
  func planned(allowUnprotect: Bool) -> SQL {
    "CASE WHEN p.target_id IS NULL THEN \(created) ELSE "
      + updated(from: "p.\(old)", allowUnprotect: allowUnprotect) + " END"
  }

  /// True when a record without a value may update a row but cannot become one.
  ///
  /// A column that keeps its value takes no part in an update when the field is absent, but a new
  /// row has nothing to keep.
  var starvesCreates: Bool {
    role == .data && (layout.absentKeeps || layout.onCreate) && !layout.nullable
      && layout.mayBeAbsent
  }

  /// What an existing row gets, given its present value as SQL.
  ///
  /// An absent `protected` leaves the flag alone; only `--allow-unprotect` lets a record lower it.
  func updated(from present: SQL, allowUnprotect: Bool) -> SQL {
    switch role {
    case .email: return created
    case .protected:
      let raised: SQL = "coalesce(s.protected, \(present))"
      return allowUnprotect ? raised : "(\(present) IS TRUE AND s.protected IS FALSE OR \(raised))"
    case .data:
      return layout.absentKeeps ? "coalesce(s.\(staged), \(present))" : created
    }
  }
}
