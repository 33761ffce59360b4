internal import Basics
internal import Engine
internal import Records
internal import SyncCore

/// Renders what `explain` found out for people, each client on one screen.
struct ExplainText: Sendable {
  var palette: Palette
  /// What the next sync would have, shown apart from what it could have.
  var force: Bool

  /// Everything about one client.
  func client(_ client: Explanation) -> String {
    [
      [palette.paint("client \(EmailText.shown(client.key))", .bold)], records(client),
      rows(client), links(client), comparison(client), next(client), history(client),
      references(client),
    ]
    .joined().joined(separator: "\n") + "\n"
  }

  /// One line of a client of many.
  func brief(_ client: Explanation) -> String {
    let step = force ? client.withForce : client.withoutForce
    return "  \(EmailText.shown(client.key))  \(fate(step))\n"
  }

  func heading(_ title: String, _ rest: String) -> String {
    palette.paint(title + ":", .bold) + (rest.isEmpty ? "" : " " + rest)
  }

  private func records(_ client: Explanation) -> [String] {
    let count = client.recordCount
    let much = count == 0 ? "no record" : Self.number(count, "record")
    var lines = [heading("source", "\(much) with this email")]
    lines += client.records.map(record) + Self.rest(count - client.records.count)
    let near = client.nearRecordCount
    if near > 0 {
      lines.append("  \(Self.number(near, "record")) with nearly this email:")
      lines += client.nearRecords.map(record) + Self.rest(near - client.nearRecords.count)
    }
    return lines
  }

  private func record(_ record: ExplainedRecord) -> String {
    let time = record.updatedAt.map { "updated \($0)" } ?? "no time of update"
    let parts = [
      "    " + identity(record), EmailText.shown(record.email), time,
      differences(record.differences), verdict(record.verdict),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private func identity(_ record: ExplainedRecord) -> String {
    if let id = record.sourceID { return "_id " + SafeText.escape(id) }
    return switch record.verdict {
    case .wins, .loses, .excluded: EntryWords.absentID(nil, nil)
    case .rejected(let reason, let field): EntryWords.absentID(reason, field)
    case .otherClient: "no readable _id"
    }
  }

  private func verdict(_ verdict: ExplainedRecord.Verdict) -> String {
    switch verdict {
    case .wins: return palette.paint("wins", .green)
    case .loses(let reason, let field, let winner):
      let to = winner.map { " to _id \(SafeText.escape($0))" } ?? ""
      return palette.paint("loses", .magenta) + to + because(reason, field)
    case .rejected(let reason, let field):
      return palette.paint("rejected", .red) + because(reason, field)
    case .excluded: return "the mapping's where leaves this record out"
    case .otherClient(let key): return "another client, \(EmailText.ascii(key))"
    }
  }

  private func differences(_ differences: [TwinDifference]) -> String {
    differences.isEmpty
      ? "" : "differs in " + differences.map(\.rawValue).joined(separator: ", ")
  }

  private func because(_ reason: Reason?, _ field: String?) -> String {
    reason.map { ": " + EntryWords.because($0, field) } ?? ""
  }

  private func rows(_ client: Explanation) -> [String] {
    let count = client.rows.count
    let much = count == 0 ? "no row" : Self.number(count, "row")
    let doubt = count > 1 ? palette.paint(": ambiguous", .red) : ""
    var lines = [heading("target", "\(much) with this email\(doubt)")] + client.rows.flatMap(row)
    if client.nearRowCount > 0 {
      lines.append("  \(Self.number(client.nearRowCount, "row")) with nearly this email:")
      lines += client.nearRows.flatMap(row)
      lines += Self.rest(client.nearRowCount - client.nearRows.count)
    }
    return lines
  }

  private func row(_ row: ExplainedRow) -> [String] {
    let first = ["    id \(SafeText.escape(row.id))", EmailText.shown(row.email)]
    return [(first + [differences(row.differences)]).filter { !$0.isEmpty }.joined(separator: "  ")]
      + row.columns.dropFirst(2).map {
        "      \(SafeText.escape($0.name)): \(EntryWords.side($0.value))"
      }
  }

  private func comparison(_ client: Explanation) -> [String] {
    guard !client.comparison.isEmpty else { return [] }
    let equal = client.comparison.filter(\.changes.isEmpty).map { SafeText.escape($0.name) }
    var lines = [
      heading(
        "comparison",
        equal.count == client.comparison.count
          ? "record and row are equal" : "what the row has -> what the record has")
    ]
    for change in client.comparison.flatMap(\.changes) {
      lines.append(palette.paint("  ~ ", .yellow) + EntryWords.difference(change))
    }
    if !equal.isEmpty, equal.count < client.comparison.count {
      lines.append("  = \(equal.joined(separator: ", "))")
    }
    return lines
  }

  private func next(_ client: Explanation) -> [String] {
    let mark = { (isNow: Bool) in isNow ? " (as it is set now)" : "" }
    return [
      heading("next sync", ""),
      "  without --force\(mark(!force)): \(fate(client.withoutForce, client))",
      "  with --force\(mark(force)): \(fate(client.withForce, client))",
    ]
  }

  /// What happens, why, and to which paths.
  private func fate(_ step: NextStep, _ client: Explanation? = nil) -> String {
    if step.fate == .excluded {
      return "nothing: the mapping's where leaves this client out"
    }
    if step.fate == .absent {
      guard let client else { return "no record in the source" }
      return client.rows.isEmpty
        ? "nothing: neither source nor target has this client"
        : "nothing: the source has no record, and no sync deletes a row"
    }
    var text = step.fate.word + because(step.reason, step.field)
    if case .action(let action) = step.fate, action.isWritten, !step.changes.isEmpty {
      text += ": " + step.changes.map { SafeText.escape($0.path) }.joined(separator: ", ")
    }
    return text
  }

  private func history(_ client: Explanation) -> [String] {
    switch client.history {
    case .none(let why): return [heading("history", why)]
    case .entries(let entries) where entries.isEmpty:
      return [heading("history", "the journal has nothing about this client")]
    case .entries(let entries):
      return [heading("history", "")] + entries.map(line)
    }
  }

  private func line(_ step: HistoryEntry) -> String {
    let entry = step.entry
    let time = step.startedAt.map { TimeText.iso8601(microseconds: $0) } ?? ""
    let parts = [
      "  run \(step.run)", time, step.command.map(SafeText.escape) ?? "",
      entry.action.rawValue + because(entry.reason, entry.field),
      entry.rowID.map { "id \(SafeText.escape($0))" } ?? "",
      entry.key.map(SafeText.escape) ?? "",
      entry.changes.map(EntryWords.difference).joined(separator: "; "),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private func references(_ client: Explanation) -> [String] {
    guard !client.references.isEmpty else {
      return [heading("references", "no foreign key, and SYNCTOOL_REFERENCES names no column")]
    }
    return [heading("references", "")] + client.references.map(reference)
  }

  private func reference(_ reference: ExplainedReference) -> String {
    let place = "\(reference.schema).\(reference.table).\(reference.columns.joined(separator: "+"))"
    let rule = reference.onDelete.map { ", on delete \($0)" } ?? ""
    let origin = reference.foreignKey.map { "foreign key \($0)\(rule)" } ?? "SYNCTOOL_REFERENCES"
    var text = reference.counts.map { "\(Self.number($0.rows, "row")) for id \($0.id)" }
      .joined(separator: ", ")
    if text.isEmpty { text = "no row of the target to refer to" }
    if let problem = reference.problem { text = palette.paint("not counted: ", .yellow) + problem }
    if reference.isPartial { text += ", of the rows that this role may see" }
    return "  \(SafeText.escape(place)) (\(SafeText.escape(origin))): \(text)"
  }

  private static func rest(_ count: Int) -> [String] {
    count > 0 ? ["    … and \(NumberText.grouped(count)) more"] : []
  }

  private static func number(_ count: Int, _ thing: String) -> String {
    "\(NumberText.grouped(count)) \(thing)\(count == 1 ? "" : "s")"
  }
}
