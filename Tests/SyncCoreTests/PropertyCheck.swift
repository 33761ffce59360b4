import Basics
import Engine
import SyncCore
import Testing

/// Compares what the tool says and does with what the model foresees of one run.
struct PropertyCheck {
  let records: [PropertyRecord]
  let rows: [PropertyRow]
  let expected: PropertyOutcome
  /// What a failure is about.
  let comment: Comment

  /// Exit code, counts, and one entry of the report for each record that is not unchanged.
  func answer(_ answer: PropertyTool.Answer, dryRun: Bool) {
    let code = dryRun ? expected.dryExitCode : expected.exitCode
    #expect(answer.result.exitCode.rawValue == code, comment)
    #expect((answer.result.failure == nil) == (code != 4), comment)
    #expect(answer.counts == expected.counts, comment)
    let fates = expected.fates.compactMap { $0 }
    let sum = PropertyModel.words.dropFirst().dropLast().map { answer.counts[$0, default: 0] }
    #expect(answer.counts["read"] == fates.count && sum.reduce(0, +) == fates.count, comment)
    #expect(answer.entries.count == fates.filter { $0.action != "unchanged" }.count, comment)
    var entries: [PropertyJSON?: PropertyJSON] = [:]
    for entry in answer.entries { entries[entry["sourceId"]] = entry }
    for (index, fate) in expected.fates.enumerated() {
      let id = string(records[index].id.text)
      guard let fate, fate.action != "unchanged" else {
        // An entry without an `_id` may be another record's.
        #expect(id == .null || entries[id] == nil, comment)
        continue
      }
      guard let entry = entries[id] else {
        Issue.record("the report has no entry of record \(index), \(fate.action). \(comment)")
        continue
      }
      check(entry, fate, records[index])
    }
  }

  private func check(_ entry: PropertyJSON, _ fate: PropertyFate, _ record: PropertyRecord) {
    #expect(entry["action"] == .text(fate.action), comment)
    #expect(entry["key"] == record.key.map { .string($0) } ?? .null, comment)
    if fate.faults.isEmpty {
      #expect(entry["reason"] == string(fate.reason), comment)
      #expect(entry["field"] == .null, comment)
    } else {
      let right = fate.faults.contains {
        entry["reason"] == .text($0.reason) && entry["field"] == .text($0.field)
      }
      #expect(right, "\(entry.testDescription) has none of \(fate.faults), \(comment)")
    }
    let winner = fate.winner.flatMap { records[$0].id.text }
    #expect(entry["winnerId"] == string(winner), comment)
    if let row = fate.row {
      #expect(entry["targetId"] == rows[row].id.map { .integer($0) }, comment)
    } else if fate.action != "create" {
      #expect(entry["targetId"] == .null, comment)
    }
    checkChanges(entry, fate, record)
  }

  private func checkChanges(_ entry: PropertyJSON, _ fate: PropertyFate, _ record: PropertyRecord) {
    guard case .object(let changes) = entry["changes"] else {
      Issue.record("an entry without changes. \(comment)")
      return
    }
    var columns: Set<String> = []
    for path in changes.keys {
      let column = path.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
      columns.insert(String(decoding: column, as: UTF8.self))
    }
    #expect(columns == fate.columns, "\(entry.testDescription), \(comment)")
    let row = fate.row.map { rows[$0] }
    let values: [(String, PropertyJSON?, PropertyJSON?)] = [
      ("name", row.map { .string($0.name) }, .string(record.name)),
      ("email", row.map { .string($0.email) }, .string(record.email)),
      ("phone", row?.phone.map { .string($0) }, record.phone.map { .string($0) }),
      ("protected", row?.protected.map { .bool($0) }, .bool(record.protected ?? false)),
    ]
    for (column, from, to) in values {
      guard let change = changes[Array(column.utf8)] else { continue }
      #expect(change["from"] == from ?? .null, "\(column) \(comment)")
      #expect(change["to"] == to ?? .null, "\(column) \(comment)")
    }
  }

  /// Every row of the table, the row versions of those that were not to be touched among them.
  func table(
    _ after: [PropertyDatabase.Row], before: [PropertyDatabase.Row], during: ClosedRange<Int64>
  ) {
    #expect(after.count == expected.rows.count, comment)
    let versions = Dictionary(uniqueKeysWithValues: before.map { ($0.row.id, $0) })
    let found = Dictionary(uniqueKeysWithValues: after.map { ($0.row.email, $0) })
    for row in expected.rows {
      let email = String(decoding: row.email, as: UTF8.self)
      guard let now = found[row.email] else {
        Issue.record("there is no row of \(email.debugDescription). \(comment)")
        continue
      }
      if row.fate == .untouched {
        #expect(now == versions[row.id], comment)
        continue
      }
      #expect(now.row.name == row.name, comment)
      #expect(now.row.phone == row.phone, comment)
      #expect(now.row.protected == row.protected, comment)
      #expect(now.row.address == row.address, comment)
      #expect(during.contains(now.updatedAt ?? 0), comment)
      if row.fate == .updated {
        #expect(now.row.id == row.id, comment)
        #expect(now.xmin != versions[row.id]?.xmin, comment)
      }
      if row.createdAt == .now {
        #expect(now.row.createdAt == now.updatedAt.map { .known($0) }, comment)
      } else {
        #expect(now.row.createdAt == row.createdAt, comment)
      }
    }
  }

  private func string(_ text: String?) -> PropertyJSON { text.map { .text($0) } ?? .null }
}
