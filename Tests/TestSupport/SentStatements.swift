/// Takes the texts of SQL out of the messages that a client has sent to PostgreSQL.
enum SentStatements {
  /// `bytes` are one connection's, from its first on.
  static func texts(_ bytes: [UInt8]) -> [String] {
    var texts: [String] = []
    // Requests for TLS or GSSAPI, which the server has refused, and the message that begins the session.
    var at = 0
    while [80_877_103, 80_877_104].contains(number(bytes, at + 4)) { at += number(bytes, at) }
    at += number(bytes, at)
    while at + 5 <= bytes.count {
      let end = at + 1 + number(bytes, at + 1)
      guard end <= bytes.count else { break }
      let body = bytes[(at + 5)..<end]
      switch bytes[at] {
      case UInt8(ascii: "Q"): texts.append(String(decoding: body.dropLast(), as: UTF8.self))
      case UInt8(ascii: "P"):
        // The statement's name, its text, and its parameters' types.
        let text = body.drop { $0 != 0 }.dropFirst().prefix { $0 != 0 }
        texts.append(String(decoding: text, as: UTF8.self))
      default: break
      }
      at = end
    }
    return texts
  }

  private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
    guard at + 4 <= bytes.count else { return bytes.count }
    return bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
