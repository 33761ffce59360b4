/// Makes random documents, and rows that are like them or nearly so.
struct PropertyMaker {
  var random: PropertyRandom
  private let pool: [String]
  /// At most one document of a source has no `_id` that a report can show.
  private var hasNamelessID = false

  init(random: PropertyRandom, isLarge: Bool) {
    self.random = random
    pool = PropertyValues.emails + (isLarge ? (0..<1500).map { "user\($0)@example.com" } : [])
  }

  mutating func documents(_ number: Int) -> [PropertyDocument] {
    let numbers = Array(1...max(1, number)).shuffled(using: &random)
    return numbers.prefix(number).map { document($0) }
  }

  /// Emails for `--only`: of the pool, so that some are in the source.
  mutating func emailsToAskFor() -> [String] {
    (0..<random.below(4) + 1).map { _ in variant(random.pick(pool)) }
  }

  private mutating func document(_ number: Int) -> PropertyDocument {
    var members: [(name: String, value: RecordsBSON)] = []
    if let id = id(number) { members.append(("_id", id)) }
    if let email = email() { members.append(("email", email)) }
    if let name = name() { members.append(("name", name)) }
    if let phone = phone() { members.append(("phone", phone)) }
    if let address = address() { members.append(("address", address)) }
    if let flag = flag() { members.append(("protected", flag)) }
    if let time = creation() { members.append(("createdAt", time)) }
    if random.chance(75) { members.append(("updatedAt", random.pick(PropertyValues.updates))) }
    if random.chance(30) { members.append(("password", .string("secret"))) }
    if random.chance(10) { members.append(("Email", .string("other@x.de"))) }
    if random.chance(5) { members.append(("roles", .array([.text([0xFF]), .string("a\u{0}b")]))) }
    if random.chance(4), !members.isEmpty {
      let twin = random.pick(members)
      if twin.name != "_id" { members.append(twin) }
    }
    return PropertyDocument(members: members.shuffled(using: &random))
  }

  /// Unlike any other `_id` of the source, and so is its text.
  private mutating func id(_ number: Int) -> RecordsBSON? {
    switch random.below(20) {
    case 0 where !hasNamelessID:
      hasNamelessID = true
      return random.pick([nil, .null, .text([0xFF, 0x41])])
    case 1...3: return .int32(Int32(number))
    case 4: return .int64(Int64(number))
    case 5: return .double(Double(number) + 0.5)
    case 6...9:
      return .string(random.pick(["s", "S", "\u{E9}", "e\u{301}", "\u{202E}"]) + "\(number)")
    default:
      let times: [[UInt8]] = [[0, 0, 0, 1], [0x65, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]]
      let time = random.pick(times)
      return .objectID(time + [0, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 255), 7])
    }
  }

  private mutating func email() -> RecordsBSON? {
    switch random.below(100) {
    case 0...1: return random.pick([nil, .null])
    case 2: return random.pick([.int32(5), .array([.string("ann@example.com")]), .bool(true)])
    case 3...8: return .string(random.pick(PropertyValues.badEmails))
    case 9: return .string(random.pick(PropertyValues.blanks))
    case 10: return .string("ann\u{0}@example.com")
    case 11: return .text(Array("ann@example".utf8) + [random.pick([0xFF, 0xC0, 0xE9])])
    case 12: return .string(String(repeating: "\u{E9}", count: 250 + random.below(2)) + "@x.de")
    default: return .string(variant(random.pick(pool)))
    }
  }

  /// The same email for the rule `casefold`, and at times for `exact`.
  private mutating func variant(_ email: String) -> String {
    var scalars = Array(email.unicodeScalars)
    if random.chance(35) {
      for at in scalars.indices where random.chance(30) {
        let value = scalars[at].value
        guard scalars[at].properties.isAlphabetic, value < 0x80 else { continue }
        scalars[at] = Unicode.Scalar(value ^ 0x20) ?? scalars[at]
      }
    }
    var text = String(String.UnicodeScalarView(scalars))
    if random.chance(20) { text = random.pick(PropertyValues.spaces) + text }
    if random.chance(20) { text += random.pick(PropertyValues.spaces) }
    return text
  }

  private mutating func name() -> RecordsBSON? {
    switch random.below(100) {
    case 0...1: return random.pick([nil, .null])
    case 2: return random.pick([.int32(5), .document([]), .double(1)])
    case 3: return .string(random.pick(PropertyValues.longNames))
    case 4:
      let broken: [RecordsBSON] = [
        .string("An\u{0}n"), .text([0x41, 0xE9]), .text([0xF5, 0x80, 0x80, 0x80]),
      ]
      return random.pick(broken)
    default: return .string(random.pick(PropertyValues.names))
    }
  }

  private mutating func phone() -> RecordsBSON? {
    switch random.below(100) {
    case 0...3: return random.pick(PropertyValues.badPhones)
    case 4...24: return random.pick([nil, .null])
    default: return random.pick(PropertyValues.phones)
    }
  }

  private mutating func flag() -> RecordsBSON? {
    switch random.below(100) {
    case 0...1: random.pick([.int32(1), .string("true"), .double(0)])
    case 2...30: random.pick([nil, .null])
    case 31...65: .bool(true)
    default: .bool(false)
    }
  }

  private mutating func creation() -> RecordsBSON? {
    switch random.below(100) {
    case 0...1: random.pick(PropertyValues.badCreations)
    case 2...50: random.pick([nil, .null])
    default: .date(random.pick(PropertyValues.creations))
    }
  }

  private mutating func address() -> RecordsBSON? {
    switch random.below(100) {
    case 0...14: return random.pick([nil, .null])
    case 15...20: return random.pick(PropertyValues.scalars)
    case 21: return nested(random.pick([99, 100, 101]))
    case 22: return .document([("street", .text([0xC3, 0x28])), ("city", .string("B"))])
    case 23: return .document([("a", .array([.document([("x", .string("a\u{0}b"))])]))])
    case 24: return .document([("k", .int32(1)), ("k", .int32(1))])
    default: return value(depth: 3, isTop: true)
    }
  }

  /// So many documents and arrays, one within the other.
  private func nested(_ levels: Int) -> RecordsBSON {
    var value = RecordsBSON.document([])
    for level in 1..<levels { value = level % 2 == 0 ? .document([("a", value)]) : .array([value]) }
    return value
  }

  private mutating func value(depth: Int, isTop: Bool = false) -> RecordsBSON {
    guard depth > 0, isTop || random.chance(35) else { return random.pick(PropertyValues.scalars) }
    let size = random.below(5)
    if random.chance(isTop ? 10 : 40) {
      return .array((0..<size).map { _ in value(depth: depth - 1) })
    }
    let names = PropertyValues.members.shuffled(using: &random).prefix(size)
    return .document(names.map { ($0, value(depth: depth - 1)) })
  }
}

extension PropertyMaker {
  /// Rows with emails of their own: like the records, unlike them in one thing, or of no record.
  mutating func rows(for documents: [PropertyDocument], folds: Bool) -> [PropertyRow] {
    var rows: [PropertyRow] = []
    var emails: Set<[UInt8]> = []
    var keys: Set<[UInt8]> = []
    for document in documents where random.chance(65) {
      let record = PropertyRecord(document, folds: folds)
      guard let key = record.key, !keys.contains(key) || random.chance(8) else { continue }
      keys.insert(key)
      let row = row(like: record)
      if emails.insert(row.email).inserted { rows.append(row) }
    }
    for _ in 0..<random.below(6) {
      var row = stranger(random.chance(70) ? variant(random.pick(pool)) : "no email \(rows.count)")
      row.address = random.chance(50) ? .null : nil
      if emails.insert(row.email).inserted { rows.append(row) }
    }
    rows.shuffle(using: &random)
    for at in rows.indices { rows[at].id = Int64(at + 1) }
    return rows
  }

  private mutating func row(like record: PropertyRecord) -> PropertyRow {
    var row = stranger(String(decoding: record.email, as: UTF8.self))
    row.protected = random.pick([true, false, nil])
    if record.faults.isEmpty {
      (row.name, row.phone, row.address) = (record.name, record.phone, record.address)
      row.protected = record.protected ?? row.protected
    }
    switch random.below(100) {
    case 0...7: row.name = Array(random.pick(PropertyValues.names).utf8)
    case 8...13: row.phone = row.phone == nil ? Array("1".utf8) : nil
    case 14...19: row.address = random.pick([nil, .null, .object([:]), .text("x")])
    case 20...27: row.protected = random.pick([true, true, false, nil])
    case 28...40 where row.email.count < 100:
      row.email = Array(variant(String(decoding: row.email, as: UTF8.self)).utf8)
    default: break
    }
    return row
  }

  private mutating func stranger(_ email: String) -> PropertyRow {
    let created: PropertyRow.Time = random.chance(20) ? .none : .known(34_488_306_000_001)
    return PropertyRow(
      name: Array(random.pick(PropertyValues.names).utf8), email: Array(email.utf8),
      protected: random.pick([true, false, nil]), createdAt: created)
  }
}
