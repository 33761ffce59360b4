/// The contract as a plain program over arrays and dictionaries, one record at a time.
///
/// It knows nothing of how the tool goes about it: no SQL, no sets of rows, keys are bytes.
struct PropertyModel {
  let options: PropertyOptions

  /// What a run does with the records, given the rows that are there.
  func run(_ records: [PropertyRecord], on rows: [PropertyRow]) -> PropertyOutcome {
    let asked = records.map(isAskedFor)
    let rowsOfKey = Dictionary(grouping: rows.indices) { key(rows[$0].email) }
    var fates: [PropertyFate?] = records.map { _ in nil }
    for (index, record) in records.enumerated() where asked[index] {
      fates[index] = rejection(record, rowsOfKey)
    }
    let good = records.indices.filter { asked[$0] && fates[$0] == nil }
    // A rejected record that has a key competes for it all the same.
    let keyed = records.indices.filter { asked[$0] && records[$0].key != nil }
    let contests = Dictionary(grouping: keyed) { records[$0].key }.values.filter { $0.count > 1 }
    for twins in contests {
      let winner = winner(twins, records)
      let isUndated = twins.contains { records[$0].isUndated }
      for index in twins where index != winner && fates[index] == nil {
        fates[index] = duplicate(winner, isUndated)
      }
    }
    var after = rows
    for index in good where fates[index] == nil {
      let row = records[index].key.flatMap { rowsOfKey[$0]?.first }
      fates[index] = settle(records[index], row, &after)
    }
    var counts = count(fates)
    counts["orphan"] = orphans(records, rows)
    let unresolved = fates.filter { $0?.action == "duplicate" && $0?.winner == nil }.count
    let (code, dry) = exitCodes(
      counts, unresolved: unresolved, isContested: !contests.isEmpty, rows: rows.count)
    return PropertyOutcome(
      fates: fates, rows: code == 4 ? rows : after, counts: counts, exitCode: code, dryExitCode: dry
    )
  }

  private func key(_ email: [UInt8]) -> [UInt8] { PropertyRecord.key(email, folds: options.folds) }

  private var onlyKeys: [[UInt8]] { options.only.map { key(Array($0.utf8)) } }

  private func isAskedFor(_ record: PropertyRecord) -> Bool {
    options.only.isEmpty || record.key.map(onlyKeys.contains) ?? false
  }

  private func rejection(
    _ record: PropertyRecord, _ rowsOfKey: [[UInt8]: [Int]]
  ) -> PropertyFate? {
    var faults = record.faults
    if let key = record.key, rowsOfKey[key, default: []].count > 1 {
      faults.insert(PropertyFault(reason: "ambiguous-target", field: "email"))
    }
    return faults.isEmpty ? nil : PropertyFate(action: "rejected", faults: faults)
  }

  /// The one of several records that is written; nil when none is.
  private func winner(_ twins: [Int], _ records: [PropertyRecord]) -> Int? {
    // Nobody knows whether what is no date is before or after one.
    if twins.contains(where: { records[$0].isUndated }) { return nil }
    // Nothing is before every date.
    let sorted = twins.sorted { a, b in
      let (a, b) = (records[a], records[b])
      guard a.updatedAt == b.updatedAt else {
        guard let late = b.updatedAt else { return false }
        return a.updatedAt.map { $0 < late } ?? true
      }
      if a.mayBeAny || b.mayBeAny {
        return options.onDuplicate == "oldest" ? a.mayBeAny : b.mayBeAny
      }
      return a.id < b.id
    }
    switch options.onDuplicate {
    case "newest": return sorted.last
    case "oldest": return sorted.first
    default: return nil
    }
  }

  private func duplicate(_ winner: Int?, _ isUndated: Bool) -> PropertyFate {
    var fate = PropertyFate(action: "duplicate", winner: winner)
    switch options.onDuplicate {
    case "newest" where isUndated, "oldest" where isUndated:
      fate.faults = [PropertyFault(reason: "unresolved", field: "updatedAt")]
    case "newest": fate.reason = "older-record"
    case "oldest": fate.reason = "newer-record"
    default: fate.reason = "unresolved"
    }
    return fate
  }

  /// The fate of a record that stands alone for its key; writes what is to be written.
  private func settle(
    _ record: PropertyRecord, _ row: Int?, _ rows: inout [PropertyRow]
  ) -> PropertyFate {
    guard let row else {
      rows.append(create(record))
      var fate = PropertyFate(action: "create", columns: ["name", "email", "protected"])
      if record.phone != nil { fate.columns.insert("phone") }
      if record.address != nil { fate.columns.insert("address") }
      if record.createdAt != .now { fate.columns.insert("createdat") }
      return fate
    }
    let old = rows[row]
    let mayLower = options.allowUnprotect || old.protected != true
    let keepsFlag = record.protected == false && !mayLower
    let columns = differences(record, old, flag: keepsFlag ? old.protected : record.protected)
    let shown = differences(record, old, flag: record.protected)
    if shown.isEmpty { return PropertyFate(action: "unchanged", row: row) }
    if columns.isEmpty {
      return PropertyFate(action: "differs", reason: "protected", row: row, columns: shown)
    }
    if !options.force {
      return PropertyFate(action: "differs", reason: "no-force", row: row, columns: shown)
    }
    rows[row].name = record.name
    rows[row].email = record.email
    rows[row].phone = record.phone
    rows[row].address = record.address
    if let flag = record.protected, !keepsFlag { rows[row].protected = flag }
    rows[row].fate = .updated
    return PropertyFate(action: "update", row: row, columns: columns)
  }

  private func create(_ record: PropertyRecord) -> PropertyRow {
    PropertyRow(
      id: nil, name: record.name, email: record.email, phone: record.phone,
      protected: record.protected ?? false, address: record.address, createdAt: record.createdAt,
      fate: .created)
  }

  private func differences(
    _ record: PropertyRecord, _ row: PropertyRow, flag: Bool?
  ) -> Set<String> {
    var columns: Set<String> = []
    if record.name != row.name { columns.insert("name") }
    if record.email != row.email { columns.insert("email") }
    if record.phone != row.phone { columns.insert("phone") }
    if record.address != row.address { columns.insert("address") }
    if let flag, flag != row.protected { columns.insert("protected") }
    return columns
  }

  private func count(_ fates: [PropertyFate?]) -> [String: Int] {
    var counts = Dictionary(
      uniqueKeysWithValues: PropertyModel.words.map { ($0, 0) })
    for case let fate? in fates {
      counts[fate.action, default: 0] += 1
      counts["read", default: 0] += 1
    }
    return counts
  }

  static let words = [
    "read", "create", "update", "unchanged", "differs", "duplicate", "rejected", "failed", "orphan",
  ]

  /// The rows whose key no record has, whatever became of that record.
  private func orphans(
    _ records: [PropertyRecord], _ rows: [PropertyRow]
  ) -> Int {
    let claimed = Set(records.compactMap(\.key))
    let named = Set(onlyKeys)
    return rows.filter { row in
      let key = key(row.email)
      return !claimed.contains(key) && (named.isEmpty || named.contains(key))
    }.count
  }

  private func exitCodes(
    _ counts: [String: Int], unresolved: Int, isContested: Bool, rows: Int
  ) -> (real: Int32, dry: Int32) {
    let count = { (word: String) in counts[word, default: 0] }
    let isEmpty = count("read") == 0 && !options.allowEmpty
    let fails = options.onDuplicate == "fail" && isContested
    if isEmpty || fails || exceeds(count("create"), options.maxCreates, rows)
      || exceeds(count("update"), options.maxUpdates, rows)
    {
      return (4, 4)
    }
    if count("rejected") + count("failed") + unresolved > 0 { return (3, 3) }
    let pending = options.detailed && count("create") + count("update") > 0
    return (0, pending ? 2 : 0)
  }

  private func exceeds(_ number: Int, _ limit: PropertyOptions.Limit?, _ rows: Int) -> Bool {
    switch limit {
    case nil: false
    case .count(let most): number > most
    case .percent(let share): (rows >= 10 || share == 0) && number * 100 > share * rows
    }
  }
}
