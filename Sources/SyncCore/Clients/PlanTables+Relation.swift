internal import Engine
internal import PostgresDriver
internal import Records

extension PlanTables {
  /// The plan as everybody reads it.
  ///
  /// `written` is the table that has what the written rows hold, with `row`, `id` and the columns of the
  /// stage; nil where they hold what was planned.
  func relation(_ rules: PlanRules, written: SQL? = nil) -> PlanRelation {
    let held: SQL = written.map { " LEFT JOIN \($0) w ON w.row = p.row" } ?? ""
    return PlanRelation(
      table: Self.plan, beside: "LEFT JOIN \(Self.stage) s ON s.ctid = p.row\(held)",
      isEntry: "p.action NOT IN ('orphan', \(literal: RowEncoder.excluded))", key: "s.key",
      target: written == nil ? "p.target_id" : "coalesce(w.id, p.target_id)",
      created: written == nil ? created : nil,
      sourceID: "s.source_id", winner: "p.winner", place: "s.place", order: "s.key, s.source_id",
      tie: "s.ctid", firstBy: "p.row", values: values(rules, written), digested: digested(rules),
      digestedBeside: links.map {
        LinkChanges(
          tables: self, links: $0, rows: .none, contested: 1, areFresh: false, adoption: nil
        ).digested
      },
      names: [table.sql.text] + (columns + createColumns).map { $0.layout.column })
  }

  /// The ids of created rows, by the emails that they have got.
  private var created: (beside: SQL, target: SQL) {
    let join: SQL = """
      LEFT JOIN \(table.sql) t ON p.action = \(Action.create)
        AND \(columns[0].targetValue) = \(columns[0].created)
      """
    return (join, "coalesce(p.target_id, t.\(id))")
  }

  /// Selects the records that became rows, as `row`, and the ids of these as text; by the emails that they have got.
  func createdIDs(areImplied: Bool) -> SQL {
    let isCreate: SQL =
      areImplied
      ? "\(Self.impliedCreate)"
      : "s.ctid IN (SELECT q.row FROM \(Self.plan) q WHERE q.action = \(Action.create))"
    return """
      SELECT s.ctid AS row, t.\(id)::text AS target_id FROM \(createdPairs) WHERE \(isCreate)
      """
  }

  /// Selects the links of implied creates where there are no links yet; by the emails that the rows have got.
  var impliedLinks: SQL {
    """
    SELECT s.source_id, t.\(id)::text AS target_id, false AS spare FROM \(createdPairs)
    WHERE \(Self.impliedCreate) AND s.source_id IS NOT NULL
    """
  }

  /// The records `s` and the rows `t` with their emails, as SQL after FROM.
  private var createdPairs: SQL {
    """
    \(Self.stage) s JOIN \(table.sql) t ON \(columns[0].targetValue) = \(columns[0].created)
    """
  }

  private func values(_ rules: PlanRules, _ written: SQL?) -> PlanValues {
    let held = { (column: PlanColumn) -> SQL in
      written == nil ? "" : "WHEN w.row IS NOT NULL THEN w.\(column.staged) "
    }
    let compared = columns.map { column in
      // A difference that stays is shown as the source has it, even where it may not be written.
      let new: SQL = """
        CASE \(held(column))WHEN p.action = \(Action.differs)
          THEN \(column.planned(allowUnprotect: true))
          ELSE \(column.planned(allowUnprotect: rules.allowUnprotect)) END
        """
      return PlannedValue(
        column: column.layout.column, old: "to_jsonb(p.\(column.old))::text",
        new: "to_jsonb(\(new))::text", isJSON: column.layout.kind == .jsonb)
    }
    let set = createColumns.map { column in
      let new: SQL = """
        CASE WHEN p.target_id IS NOT NULL THEN NULL \(held(column))ELSE s.\(column.staged) END
        """
      return PlannedValue(column: column.layout.column, new: "to_jsonb(\(new))::text")
    }
    let created: SQL = written == nil ? "s.created" : "coalesce(w.created, s.created)"
    let time = layout.createdAt.map { column in
      PlannedValue(
        column: column.column,
        new: "CASE WHEN p.target_id IS NULL THEN to_jsonb(\(created))::text END")
    }
    return .columns(
      compared + set, leading: time ?? PlannedValue(column: "", new: "NULL::text"))
  }

  private func digested(_ rules: PlanRules) -> [SQL] {
    let created: [SQL] =
      layout.createdAt == nil ? [] : ["CASE WHEN p.target_id IS NULL THEN s.created END"]
    // The values as they would be written: what the options make of them is part of the plan.
    // For a record that is not written, what the record says: its row may keep changing.
    let isUpdate: SQL = "p.action = \(Action.update)"
    let written: [SQL] = columns.map {
      let updated = $0.updated(from: "p.\($0.old)", allowUnprotect: rules.allowUnprotect)
      return "CASE WHEN \(isUpdate) THEN \(updated) ELSE \($0.created) END"
    }
    // What a write takes away is part of it too; rows that the run does not write may keep changing.
    let replaced: [SQL] = columns.map { "CASE WHEN \(isUpdate) THEN p.\($0.old) END" }
    return created + written + replaced + createColumns.map(\.plannedOnCreate)
  }
}
