/// A document of the source and its one right fate.
struct HostileRecord {
  enum Fate {
    case stored(HostileRow)
    /// `verdict` is the reason and, where there is one, the field.
    case rejected(key: String?, _ verdict: String)
    /// Lost to the record with that `_id`.
    case lost(key: String, winner: String)
  }

  var document: [UInt8]
  var fate: Fate
  /// The `_id` as reports show it.
  var sourceID: String?
  var isServable: Bool

  init(_ document: [UInt8], _ fate: Fate, _ sourceID: String?, isServable: Bool = true) {
    self.document = document
    self.fate = fate
    self.sourceID = sourceID
    self.isServable = isServable
  }

  /// The row that the record must become.
  var row: HostileRow? {
    if case .stored(let row) = fate { row } else { nil }
  }

  /// The entry of the report, in bytes where the text is data.
  var entry: String {
    switch fate {
    case .stored(let row): Self.entry("create", row.key, sourceID)
    case .rejected(let key, let verdict): Self.entry("rejected \(verdict)", key, sourceID)
    case .lost(let key, let winner):
      Self.entry("duplicate older-record", key, sourceID, winner: winner)
    }
  }

  static func entry(
    _ verdict: String, _ key: String?, _ sourceID: String?, winner: String? = nil
  ) -> String {
    "\(verdict) key=\(HostileRow.hex(key)) id=\(HostileRow.hex(sourceID)) \(winner ?? "")"
  }
}

extension ReportEntry {
  /// The entry in the form of `HostileRecord.entry`.
  var hostileEntry: String { HostileRecord.entry(verdict, key, sourceId, winner: winnerId) }
}
