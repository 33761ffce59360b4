/// One record as the contract reads it: its key, its values, and all that is wrong with it.
struct PropertyRecord {
  /// nil without a valid email.
  private(set) var key: [UInt8]?
  private(set) var email: [UInt8] = []
  private(set) var name: [UInt8] = []
  private(set) var phone: [UInt8]?
  private(set) var address: PropertyJSON?
  /// nil leaves the flag alone.
  private(set) var protected: Bool?
  private(set) var createdAt = PropertyRow.Time.now
  /// Milliseconds; nil when there is no such date.
  private(set) var updatedAt: Int64?
  /// True when there is an `updatedAt` that is no date, or more than one.
  private(set) var isUndated = false
  private(set) var id: PropertyID
  private(set) var faults: Set<PropertyFault> = []

  init(_ document: PropertyDocument, folds: Bool) {
    id = PropertyID(document.value("_id"))
    if !id.isSound { fault("invalid-utf8", "_id") }
    for field in Self.fields where document.values(field).count > 1 {
      fault("duplicate-key", field)
    }
    if document.values("email").count < 2 { readEmail(document.value("email"), folds) }
    readName(document.value("name"))
    readPhone(document.value("phone"))
    readAddress(document.value("address"))
    readProtected(document.value("protected"))
    readCreation(document.value("createdAt"))
    switch document.value("updatedAt") {
    case nil, .null: break
    case .date(let time): updatedAt = time
    default: isUndated = true
    }
    if document.values("updatedAt").count > 1 { isUndated = true }
  }

  /// True when it is rejected and has no `_id`: nobody can say which of two with one time is the newer.
  var mayBeAny: Bool { !faults.isEmpty && id.text == nil }

  private static let fields = [
    "_id", "email", "name", "phone", "address", "protected", "createdAt", "updatedAt",
  ]

  /// The key of an email, also of one that is none: trimmed, and folded if asked.
  static func key(_ email: [UInt8], folds: Bool) -> [UInt8] {
    trimmed(email).map { folds && $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
  }

  static func trimmed(_ text: [UInt8]) -> [UInt8] {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
    let front = text.drop(while: isSpace)
    return Array(front.reversed().drop(while: isSpace).reversed())
  }

  private mutating func fault(_ reason: String, _ field: String) {
    faults.insert(PropertyFault(reason: reason, field: field))
  }

  private mutating func readEmail(_ value: RecordsBSON?, _ folds: Bool) {
    guard let value else { return fault("email-missing", "email") }
    guard let bytes = string(value, "email") else { return }
    email = Self.trimmed(bytes)
    if email.isEmpty { return fault("email-missing", "email") }
    let scalars = Array(String(decoding: email, as: UTF8.self).unicodeScalars)
    let hidden = scalars.contains { scalar in
      let category = scalar.properties.generalCategory
      return scalar.properties.isWhitespace || category == .control || category == .format
    }
    guard !hidden, scalars.filter({ $0 == "@" }).count == 1, scalars.first != "@",
      scalars.last != "@"
    else { return fault("email-invalid", "email") }
    if scalars.count > 255 { return fault("too-long", "email") }
    key = Self.key(email, folds: folds)
  }

  private mutating func readName(_ value: RecordsBSON?) {
    guard let value else { return fault("name-missing", "name") }
    guard let bytes = string(value, "name") else { return }
    name = bytes
    if Self.codePoints(bytes) > 255 { fault("too-long", "name") }
  }

  private mutating func readPhone(_ value: RecordsBSON?) {
    switch value {
    case nil: phone = nil
    case .int32(let number): phone = Array("\(number)".utf8)
    case .int64(let number): phone = Array("\(number)".utf8)
    case .double(let number) where number == number.rounded() && number.isFinite:
      if number.magnitude < 0x1p53 {
        phone = Array("\(Int64(number))".utf8)
      } else {
        fault("out-of-range", "phone")
      }
    case .some(let value):
      phone = string(value, "phone")
      if Self.codePoints(phone ?? []) > 50 { fault("too-long", "phone") }
    }
  }

  private mutating func readAddress(_ value: RecordsBSON?) {
    guard let value else { return }
    do throws(PropertyJSON.Broken) {
      address = try PropertyJSON(value)
    } catch {
      for reason in error.reasons { fault(reason, "address") }
    }
  }

  private mutating func readProtected(_ value: RecordsBSON?) {
    switch value {
    case nil: protected = nil
    case .bool(let flag): protected = flag
    default: fault("wrong-type", "protected")
    }
  }

  private mutating func readCreation(_ value: RecordsBSON?) {
    switch value {
    case nil:
      if case .objectID(let bytes) = id.value {
        let seconds = bytes[..<4].reduce(Int64(0)) { $0 * 256 + Int64($1) }
        createdAt = .known((seconds - 946_684_800) * 1_000_000)
      }
    // From 4714-11-24 BC to the last millisecond of 294276.
    case .date(-210_866_803_200_000...9_224_318_015_999_999):
      if case .date(let time) = value { createdAt = .known((time - 946_684_800_000) * 1000) }
    case .date: fault("out-of-range", "createdAt")
    default: fault("wrong-type", "createdAt")
    }
  }

  /// The bytes of a string that PostgreSQL can hold; nil, and a fault, for all else.
  private mutating func string(_ value: RecordsBSON, _ field: String) -> [UInt8]? {
    let bytes: [UInt8]
    switch value {
    case .string(let text): bytes = Array(text.utf8)
    case .text(let raw): bytes = raw
    default:
      fault("wrong-type", field)
      return nil
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      fault("invalid-utf8", field)
    } else if bytes.contains(0) {
      fault("nul-character", field)
    } else {
      return bytes
    }
    return nil
  }

  private static func codePoints(_ bytes: [UInt8]) -> Int {
    bytes.filter { $0 & 0xC0 != 0x80 }.count
  }
}
