internal import Basics
internal import Records
internal import SyncCore

/// Renders what `explain` found out as JSON.
enum ExplainJSON {
  /// The one object of `explain --format json`, with a line feed at the end.
  static func result(_ result: ExplainResult) -> String {
    let obstacle = result.obstacle.map(ResultJSON.error) ?? .null
    return ResultJSON.text(
      .object([
        (name: "client", value: result.clients.first.map { client($0, brief: false) } ?? .null),
        (name: "command", value: .string(CommandName.explain.rawValue)),
        (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
        (name: "obstacle", value: obstacle),
        (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
        (name: "source", value: .string(result.source)),
        (name: "target", value: .string(result.target)),
      ]))
  }

  /// The clients of one look; null for none.
  static func clients(_ result: ExplainResult?) -> JSONValue {
    guard let result, result.failure == nil else { return .null }
    return .array(result.clients.map { client($0, brief: result.isBrief) })
  }

  /// `brief` leaves out what was not looked at.
  static func client(_ client: Explanation, brief: Bool) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      (name: "key", value: .string(client.key)),
      (name: "next", value: .object([(name: "withForce", value: step(client.withForce))])),
      (name: "recordCount", value: ResultJSON.number(client.recordCount)),
    ]
    guard !brief else { return .object(members) }
    members[1].value = .object([
      (name: "withForce", value: step(client.withForce)),
      (name: "withoutForce", value: step(client.withoutForce)),
    ])
    members += [
      (name: "comparison", value: .array(client.comparison.map(column))),
      (name: "history", value: history(client.history)),
      (name: "nearRecordCount", value: ResultJSON.number(client.nearRecordCount)),
      (name: "nearRecords", value: .array(client.nearRecords.map(record))),
      (name: "nearRowCount", value: ResultJSON.number(client.nearRowCount)),
      (name: "nearRows", value: .array(client.nearRows.map(row))),
      (name: "records", value: .array(client.records.map(record))),
      (name: "references", value: .array(client.references.map(reference))),
      (name: "rows", value: .array(client.rows.map(row))),
    ]
    return .object(members)
  }

  private static func record(_ record: ExplainedRecord) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      (name: "differsIn", value: .array(record.differences.map { .string($0.rawValue) })),
      (name: "email", value: .string(record.email)),
      (name: "emailEscaped", value: ResultJSON.string(EmailText.escaped(record.email))),
      (name: "sourceId", value: ResultJSON.string(record.sourceID)),
      (name: "updatedAt", value: ResultJSON.string(record.updatedAt)),
    ]
    switch record.verdict {
    case .wins: members += verdict("wins")
    case .loses(let reason, let field, let winner):
      members += verdict("loses", reason, field: field, winnerID: winner)
    case .rejected(let reason, let field): members += verdict("rejected", reason, field: field)
    case .excluded: members += verdict("excluded")
    case .otherClient(let key): members += verdict("other-client", key: key)
    }
    return .object(members)
  }

  private static func verdict(
    _ word: String, _ reason: Reason? = nil, field: String? = nil, key: String? = nil,
    winnerID: String? = nil
  ) -> [(name: String, value: JSONValue)] {
    [
      (name: "field", value: ResultJSON.string(field)),
      (name: "key", value: ResultJSON.string(key)),
      (name: "reason", value: ResultJSON.string(reason?.rawValue)),
      (name: "verdict", value: .string(word)),
      (name: "winnerId", value: ResultJSON.string(winnerID)),
    ]
  }

  private static func row(_ row: ExplainedRow) -> JSONValue {
    .object([
      (name: "columns", value: .object(row.columns)),
      (name: "differsIn", value: .array(row.differences.map { .string($0.rawValue) })),
      (name: "emailEscaped", value: ResultJSON.string(EmailText.escaped(row.email))),
      (name: "id", value: .string(row.id)),
    ])
  }

  private static func column(_ column: ComparedColumn) -> JSONValue {
    .object([
      (name: "changes", value: ReportJSON.changes(column.changes)),
      (name: "column", value: .string(column.name)),
      (name: "equal", value: .bool(column.changes.isEmpty)),
      (name: "value", value: column.value),
    ])
  }

  private static func step(_ step: NextStep) -> JSONValue {
    .object([
      (name: "action", value: .string(step.fate.rawValue)),
      (name: "changes", value: ReportJSON.changes(step.changes)),
      (name: "field", value: ResultJSON.string(step.field)),
      (name: "reason", value: ResultJSON.string(step.reason?.rawValue)),
    ])
  }

  /// null without a journal.
  private static func history(_ history: ClientHistory) -> JSONValue {
    guard case .entries(let entries) = history else { return .null }
    return .array(
      entries.map { entry in
        .object([
          (name: "action", value: .string(entry.action)),
          (name: "changes", value: ReportJSON.changes(entry.changes)),
          (name: "command", value: ResultJSON.string(entry.command)),
          (name: "field", value: ResultJSON.string(entry.field)),
          (name: "key", value: ResultJSON.string(entry.key)),
          (name: "reason", value: ResultJSON.string(entry.reason?.rawValue)),
          (name: "runId", value: ResultJSON.number(entry.run)),
          (
            name: "startedAt",
            value: ResultJSON.string(entry.startedAt.map { TimeText.iso8601(microseconds: $0) })
          ),
          (name: "targetId", value: ResultJSON.string(entry.targetID)),
        ])
      })
  }

  private static func reference(_ reference: ExplainedReference) -> JSONValue {
    let counts = reference.counts.map { count -> JSONValue in
      .object([
        (name: "id", value: .string(count.id)),
        (name: "rows", value: ResultJSON.number(count.rows)),
      ])
    }
    return .object([
      (name: "columns", value: .array(reference.columns.map { .string($0) })),
      (name: "counts", value: reference.problem == nil ? .array(counts) : .null),
      (name: "foreignKey", value: ResultJSON.string(reference.foreignKey)),
      (name: "onDelete", value: ResultJSON.string(reference.onDelete)),
      (name: "partial", value: .bool(reference.isPartial)),
      (name: "problem", value: ResultJSON.string(reference.problem)),
      (name: "schema", value: .string(reference.schema)),
      (name: "table", value: .string(reference.table)),
    ])
  }
}
