extension EmailKey {
  /// A regular expression of MongoDB for the emails with one of these keys, as they may be stored:
  /// with white space around them, and where the rule folds with ASCII letters in either case.
  package static func pattern(of keys: [[UInt8]], _ match: MatchRule) -> String {
    let space = #"[ \t\n\x0b\f\r]*"#
    let any = keys.map { literal($0, match) }.joined(separator: "|")
    return "^\(space)(?:\(any))\(space)$"
  }

  private static func literal(_ key: [UInt8], _ match: MatchRule) -> String {
    var bytes: [UInt8] = []
    for byte in key {
      let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isLetter, match == .casefold {
        bytes += [UInt8(ascii: "["), byte & ~0x20, byte | 0x20, UInt8(ascii: "]")]
      } else {
        if !isLetter, !isDigit, byte < 0x80 { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
