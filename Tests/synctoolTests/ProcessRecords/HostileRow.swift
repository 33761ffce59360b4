/// What PostgreSQL must hold of a record that was written.
struct HostileRow {
  var email: String
  var name = "Ann"
  var phone: String?
  /// As PostgreSQL prints `jsonb`.
  var address: String?
  /// Milliseconds since 1970.
  var createdAt = Int64(TestRecord.time) * 1000
  var protected = false

  mutating func set(_ field: String, _ text: String?) {
    switch field {
    case "email": email = text ?? ""
    case "name": name = text ?? ""
    case "phone": phone = text
    case "address": address = text
    case "createdAt": createdAt = text.flatMap { Int64($0) } ?? createdAt
    case "protected": protected = text == "true"
    default: break
    }
  }

  /// The key by the rule `casefold`.
  var key: String {
    String(
      decoding: email.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// The row in hexadecimal bytes: Swift's own `==` takes NFC and NFD for the same text.
  var line: String {
    [email, name, phone, address].map(Self.hex).joined(separator: " ")
      + " \(createdAt) \(protected)"
  }

  /// All rows in the form of `line`.
  static let query = """
    SELECT concat_ws(' ', encode(convert_to(email, 'UTF8'), 'hex'),
      encode(convert_to(name, 'UTF8'), 'hex'),
      coalesce(encode(convert_to(phone, 'UTF8'), 'hex'), 'null'),
      coalesce(encode(convert_to(address::text, 'UTF8'), 'hex'), 'null'),
      (extract(epoch FROM createdat) * 1000)::int8, protected::text)
    FROM public.clients
    """

  static func hex(_ text: String?) -> String {
    guard let text else { return "null" }
    let digits = Array("0123456789abcdef".utf8)
    let bytes = text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
