/// One source that mixes every hostile record with plain ones, in an order that a seed gives.
struct HostileDump {
  static let plainCount = 1000

  var records: [HostileRecord]

  init(seed: UInt64) {
    let cases =
      HostileTypes.cases + HostileNumbers.cases + HostileText.cases + HostileShapes.cases
    let hostile = cases.enumerated().map { $1.record($0 + 1) }
    let keys = HostileKeys.records(from: cases.count + 1)
    let plain = (0..<Self.plainCount).map { Self.plain($0, cases.count + keys.count + $0 + 1) }
    var random = HostileOrder(state: seed)
    records = (hostile + keys + plain).shuffled(using: &random)
  }

  var bytes: [UInt8] { records.flatMap(\.document) }

  /// The rows that the target must hold, in no order that means anything.
  var rows: [String] { records.compactMap { $0.row?.line }.sorted() }

  var entries: [String] { records.map(\.entry).sorted() }

  /// The counts that a first run must print.
  var counts: [String: Int] {
    var counts = ["read": records.count, "create": 0, "rejected": 0, "duplicate": 0]
    for record in records {
      switch record.fate {
      case .stored: counts["create", default: 0] += 1
      case .rejected: counts["rejected", default: 0] += 1
      case .lost: counts["duplicate", default: 0] += 1
      }
    }
    return counts
  }

  private static let names = ["Ann", "Zoë", "Łukasz", "李雷", "Ann-Marie O'Neil", "Ωmega", "😀"]

  /// A client as they usually are, with every field filled.
  private static func plain(_ number: Int, _ id: Int) -> HostileRecord {
    let name = names[number % names.count] + " \(number)"
    var row = HostileRow(email: "Client\(number)@Plain.test", name: name)
    row.phone = number.isMultiple(of: 2) ? "+49 \(number)" : "\(number)"
    row.address = #"{"zip": \#(number), "city": "\#(name)", "lines": ["a", null, 0.5]}"#
    row.createdAt = 1_600_000_000_123 + Int64(number) * 86_400_000
    row.protected = number.isMultiple(of: 3)
    let phone = number.isMultiple(of: 2) ? TestBSON.string("+49 \(number)") : .int32(Int32(number))
    let address: [(String, TestBSON)] = [
      ("city", .string(name)), ("lines", .array([.string("a"), .null, .double(0.5)])),
      ("zip", .int32(Int32(number))),
    ]
    let document: [UInt8] = TestBSON.client(
      id,
      [
        ("name", .string(name)), ("email", .string(row.email)), ("phone", phone),
        ("protected", .bool(row.protected)), ("address", .document(address)),
        ("createdAt", .date(row.createdAt)), ("updatedAt", .date(row.createdAt)),
        ("password", .string("not mapped")),
      ])
    return HostileRecord(document, .stored(row), TestRecord.id(id))
  }
}
