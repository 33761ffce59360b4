internal import Basics
internal import Engine
internal import Records
internal import SyncCore

/// Renders what `explain` found out as JSON.
enum ExplainJSON {
  /// The one object of `explain --format json`, with a line feed at the end.
  static func result(_ result: ExplainResult) -> String {
    ResultJSON.text(
      Command.explain.name, result.exitCode, nil,
      [
        "client": result.clients.first.map { client($0, brief: false) } ?? .null,
        "obstacle": result.obstacle?.json ?? .null,
        "source": .string(result.source),
        "target": .string(result.target),
      ])
  }

  /// The clients of one look; null for none.
  static func clients(_ result: ExplainResult?) -> JSONValue {
    guard let result, result.failure == nil else { return .null }
    return .array(result.clients.map { client($0, brief: result.isBrief) })
  }

  /// `brief` leaves out what was not read.
  static func client(_ client: Explanation, brief: Bool) -> JSONValue {
    var next: JSONValue = ["withForce": step(client.withForce)]
    if !brief { next["withoutForce"] = step(client.withoutForce) }
    let object: JSONValue = [
      "key": .string(client.key),
      "next": next,
      "recordCount": .integer(client.recordCount),
    ]
    guard !brief else { return object }
    return object.with(
      client.links.map { ["links": .array($0.map(link))] } ?? [:]
    ).with([
      "comparison": .array(client.comparison.map(column)),
      "history": history(client.history),
      "nearRecordCount": .integer(client.nearRecordCount),
      "nearRecords": .array(client.nearRecords.map(record)),
      "nearRowCount": .integer(client.nearRowCount),
      "nearRows": .array(client.nearRows.map(row)),
      "records": .array(client.records.map(record)),
      "references": .array(client.references.map(reference)),
      "rows": .array(client.rows.map(row)),
    ])
  }

  private static func link(_ link: ExplainedLink) -> JSONValue {
    [
      "email": .text(link.email),
      "situation": .string(link.situation.rawValue),
      "sourceId": .text(link.sourceID),
      "targetId": .text(link.rowID),
    ]
  }

  private static func record(_ record: ExplainedRecord) -> JSONValue {
    let object: JSONValue = [
      "differsIn": .array(record.differences.map { .string($0.rawValue) }),
      "email": .string(record.email),
      "emailEscaped": .text(EmailText.escaped(record.email)),
      "sourceId": .text(record.sourceID),
      "updatedAt": .text(record.updatedAt),
    ]
    return object.with(verdict(record.verdict))
  }

  private static func verdict(_ verdict: ExplainedRecord.Verdict) -> JSONValue {
    switch verdict {
    case .wins: judged("wins")
    case .loses(let reason, let field, let winner):
      judged("loses", reason, field: field, winnerID: winner)
    case .rejected(let reason, let field): judged("rejected", reason, field: field)
    case .excluded: judged("excluded")
    case .otherClient(let key): judged("other-client", key: key)
    }
  }

  private static func judged(
    _ word: String, _ reason: Reason? = nil, field: String? = nil, key: String? = nil,
    winnerID: String? = nil
  ) -> JSONValue {
    [
      "field": .text(field),
      "key": .text(key),
      "reason": .text(reason?.rawValue),
      "verdict": .string(word),
      "winnerId": .text(winnerID),
    ]
  }

  private static func row(_ row: ExplainedRow) -> JSONValue {
    [
      "columns": .object(row.columns),
      "differsIn": .array(row.differences.map { .string($0.rawValue) }),
      "emailEscaped": .text(EmailText.escaped(row.email)),
      "id": .string(row.id),
    ]
  }

  private static func column(_ column: ComparedColumn) -> JSONValue {
    [
      "changes": ReportJSON.changes(column.changes),
      "column": .string(column.name),
      "equal": .bool(column.changes.isEmpty),
      "value": column.value,
    ]
  }

  private static func step(_ step: NextStep) -> JSONValue {
    [
      "action": .string(step.fate.word),
      "changes": ReportJSON.changes(step.changes),
      "field": .text(step.field),
      "reason": .text(step.reason?.rawValue),
    ]
  }

  /// null without a journal.
  private static func history(_ history: ClientHistory) -> JSONValue {
    guard case .entries(let entries) = history else { return .null }
    return .array(
      entries.map { step in
        let entry = step.entry
        return [
          "action": .string(entry.action.rawValue),
          "changes": ReportJSON.changes(entry.changes),
          "command": .text(step.command),
          "field": .text(entry.field),
          "key": .text(entry.key),
          "reason": .text(entry.reason?.rawValue),
          "runId": .integer(step.run),
          "startedAt": .text(step.startedAt.map { TimeText.iso8601(microseconds: $0) }),
          "targetId": .text(entry.rowID),
        ]
      })
  }

  private static func reference(_ reference: ExplainedReference) -> JSONValue {
    let counts = reference.counts.map { count -> JSONValue in
      ["id": .string(count.id), "rows": .integer(count.rows)]
    }
    return [
      "columns": .array(reference.columns.map { .string($0) }),
      "counts": reference.problem == nil ? .array(counts) : .null,
      "foreignKey": .text(reference.foreignKey),
      "onDelete": .text(reference.onDelete),
      "partial": .bool(reference.isPartial),
      "problem": .text(reference.problem),
      "schema": .string(reference.schema),
      "table": .string(reference.table),
    ]
  }
}
