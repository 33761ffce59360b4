/// Text that is none, that is too long, or that other programs would obey.
enum HostileText {
  /// Each kind of ill-formed UTF-8.
  static let illFormed: [[UInt8]] = [
    [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
    [0x80], [0xBF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xE2, 0x28, 0xA1],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  /// What COPY, SQL, printf, shells, terminals, browsers and spreadsheets would take for more than
  /// text; at most 50 code points, so that a phone takes it as well.
  static let metacharacters = [
    "\\N", "\\.", "\\", "\\\\N", "\t", "a\tb", "\n", "\r\n", "'", "''", "\"", "$1", "$$", "%s%n",
    "'; DROP TABLE clients; --", "\\'; --", "E'\\x00'", "NULL", "{}", "{\"a\":1}", "\\x41",
    "$(id)", "`id`", "%00", "<script>alert(1)</script>", "&#0;", "infinity", "now", "true", " ", "",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0", "\u{FF1D}1", ";=1", ",=1",
    "\u{1B}[2J", "\u{1B}]0;owned\u{7}", "\u{1B}[31m", "\u{9B}31m", "\u{90}", "\u{7F}\u{8}\u{8}",
    "\u{202E}txt.exe", "\u{2066}a\u{2069}", "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}",
    "\u{85}", "\u{FEFF}", "\u{200B}", "\u{E0001}\u{E0041}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}",
    "\u{1FFFF}", "\u{10FFFF}", "\u{E000}", "e\u{301}", "é", "\u{212A}", "İ", "ı", "ſ",
    "а", "👨‍👩‍👧", "Z\u{351}\u{36B}\u{343}a", "__proto__",
  ]

  /// Emails that are odd and right.
  private static let emails = [
    "'OR'1'='1@x.test", "a\"b@x.test", "\\N@x.test", "\\.@y.test", "$1@x.test", "%s@x.test",
    "=1+1@x.test", "+1@x.test", "-1@x.test", "--@x.test", "a;b@x.test", "<a@x.test>",
    "a\u{FFFE}@x.test", "a\u{FFFF}@x.test", "a\u{FFFD}@x.test", "a\u{10FFFF}@x.test",
  ]

  /// In an email, none of these may be seen as anything but a fault.
  private static let hidden = [
    "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{A0}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}",
    "\u{200D}", "\u{200E}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{2066}", "\u{3000}", "\u{FEFF}",
    "\u{E0020}", " ", "\t", "\n", "\r", "@",
  ]

  static var cases: [HostileCase] {
    illFormed.flatMap(broken) + nul + lengths + metacharacters.flatMap(taken)
      + emails.map { HostileCase("email", .string($0), .kept($0)) }
      + emails.map { HostileCase("email", .string(" \t" + $0 + "2\r\n"), .kept($0 + "2")) }
      + hidden.map {
        HostileCase("email", .string("a\($0)b@x.test"), .rejected("email-invalid"))
      }
  }

  /// In every place where a record holds text.
  private static func broken(_ bytes: [UInt8]) -> [HostileCase] {
    let text = [0x61] + bytes + [0x62]
    return [
      HostileCase("_id", .bytes(text), .rejected("invalid-utf8")),
      HostileCase("email", .bytes(bytes + Array("@x.test".utf8)), .rejected("invalid-utf8")),
      HostileCase("name", .bytes(text), .rejected("invalid-utf8")),
      HostileCase("phone", .bytes(bytes), .rejected("invalid-utf8")),
    ]
      + [
        .bytes(text), .member(text, 10, []), .array([.bytes(bytes)]), .code(text), .symbol(text),
        .regex(text, "i"), .scopedCode(text, []),
        .pointer(text, Array(repeating: 1, count: 12)),
      ].map { HostileCase("address", .document([("a", $0)]), .rejected("invalid-utf8")) }
  }

  private static var nul: [HostileCase] {
    [
      HostileCase("_id", .string("a\0b"), .kept("a\0b")),
      HostileCase("email", .string("a\0@x.test"), .rejected("nul-character")),
      HostileCase("name", .string("\0"), .rejected("nul-character")),
      HostileCase("phone", .string("1\0"), .rejected("nul-character")),
      HostileCase("address", .string("\0"), .rejected("nul-character")),
      HostileCase("address", .code([0]), .rejected("nul-character")),
      HostileCase("address", .array([.symbol([0x61, 0])]), .rejected("nul-character")),
    ]
  }

  /// At the limit and one above it, in characters of one to four bytes and of several code points.
  private static var lengths: [HostileCase] {
    var cases: [HostileCase] = []
    for letter in ["a", "é", "漢", "😀", "\u{10FFFF}"] {
      for (field, limit, tail) in [("name", 255, ""), ("phone", 50, ""), ("email", 255, "@x.test")]
      {
        let fits = String(repeating: letter, count: limit - tail.unicodeScalars.count) + tail
        cases.append(HostileCase(field, .string(fits), .kept(fits)))
        cases.append(HostileCase(field, .string(letter + fits), .rejected("too-long")))
      }
    }
    let family = String(repeating: "👨‍👩‍👧", count: 51)
    let blanks = String(repeating: "a", count: 254)
    return cases + [
      HostileCase("name", .string(family), .kept(family)),
      HostileCase("name", .string(family + "a"), .rejected("too-long")),
      HostileCase("name", .string(blanks + " "), .kept(blanks + " ")),
      // PostgreSQL alone would drop these blanks without a word.
      HostileCase("name", .string(blanks + "  "), .rejected("too-long")),
      HostileCase("phone", .string(String(repeating: " ", count: 51)), .rejected("too-long")),
    ]
  }

  private static func taken(_ text: String) -> [HostileCase] {
    [
      HostileCase("_id", .string(text), .kept(text)),
      HostileCase("name", .string(text), .kept(text)),
      HostileCase("phone", .string(text), .kept(text)),
      HostileCase("address", .document([(text, .string(text))]), .kept(json(text))),
    ]
  }

  /// The text as name and as value, by RFC 8259 and as PostgreSQL prints it.
  private static func json(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\u{8}": "\\b"
      case "\t": "\\t"
      case "\n": "\\n"
      case "\u{C}": "\\f"
      case "\r": "\\r"
      case _ where scalar.value < 0x20:
        "\\u00" + String(0x100 + scalar.value, radix: 16).dropFirst()
      default: String(scalar)
      }
    }.joined()
    return "{\"\(escaped)\": \"\(escaped)\"}"
  }
}
