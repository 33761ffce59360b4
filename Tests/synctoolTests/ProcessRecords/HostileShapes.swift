/// Documents whose shape is the trouble: depth, names, lengths.
enum HostileShapes {
  static var cases: [HostileCase] { depths + names + twice + lengths + frames }

  private static var depths: [HostileCase] {
    [false, true].flatMap { array in
      [99, 100, 101, 10_000].map { levels in
        HostileCase(
          "address", .nested(levels, array: array),
          levels <= 100 ? .kept(nest(levels, array)) : .rejected("too-deep"),
          isServable: levels <= 101)
      }
    }
  }

  private static func nest(_ levels: Int, _ array: Bool) -> String {
    let (open, close) = array ? ("[", "]") : (#"{"a": "#, "}")
    return String(repeating: open, count: levels - 1) + (array ? "[]" : "{}")
      + String(repeating: close, count: levels - 1)
  }

  /// Names that mean something elsewhere, and names that only look equal.
  private static var names: [HostileCase] {
    [
      ([("", .null), (".", .null), ("$", .null)], #"{"": null, "$": null, ".": null}"#),
      ([("a.b", .int32(1)), ("a", .int32(2))], #"{"a": 2, "a.b": 1}"#),
      ([("$where", .string("1"))], #"{"$where": "1"}"#),
      (
        [("__proto__", .document([("admin", .bool(true))])), ("constructor", .null)],
        #"{"__proto__": {"admin": true}, "constructor": null}"#
      ),
      ([("é", .null), ("e\u{301}", .null)], "{\"é\": null, \"e\u{301}\": null}"),
      ([("K", .null), ("\u{212A}", .null)], "{\"K\": null, \"\u{212A}\": null}"),
      ([("I", .null), ("i", .null), ("İ", .null)], #"{"I": null, "i": null, "İ": null}"#),
      ([("a", .null), ("а", .null)], #"{"a": null, "а": null}"#),
    ].map { HostileCase("address", .document($0), .kept($1)) }
  }

  private static var twice: [HostileCase] {
    let pair: [(String, TestBSON)] = [("a", .int32(1)), ("a", .int32(1))]
    let many = (0..<100).map { ("k\($0)", TestBSON.null) } + [("k50", .null)]
    return [
      .document(pair), .document([("b", .document(pair))]), .array([.document(pair)]),
      .document(many), .scopedCode([0x66], pair), .document([("", .null), ("", .null)]),
    ].map { HostileCase("address", $0, .rejected("duplicate-key")) }
  }

  /// A value within an address, and where its length fields lie.
  private static var measured: [(type: UInt8, value: [UInt8], fields: [Int])] {
    let inner: [UInt8] = TestBSON.document([("s", .bytes([0x61, 0x7A]))])
    let code = TestBSON.counted([0x66, 0x7A])
    return [
      (2, TestBSON.counted([0x61, 0x7A]), [0]), (3, inner, [0, 7]), (4, inner, [0, 7]),
      (5, [3, 0, 0, 0, 0, 1, 2, 0xEE], [0]), (5, [7, 0, 0, 0, 2, 3, 0, 0, 0, 1, 2, 0xEE], [0, 5]),
      (12, TestBSON.counted([0x63]) + Array(repeating: 0xEE, count: 12), [0]),
      (13, code, [0]), (14, code, [0]),
      (15, TestBSON.little(Int32(4 + code.count + inner.count)) + code + inner, [0, 4, 11, 18]),
    ]
  }

  private static var lengths: [HostileCase] {
    measured.flatMap { type, value, fields in
      fields.flatMap { at in
        let right = value[at..<at + 4].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) }
        return [.min, -1, 0, right - 1, right + 1, right + 4, .max].map { wrong in
          var bytes = value
          bytes.replaceSubrange(at..<at + 4, with: TestBSON.little(wrong as Int32))
          return HostileCase(
            "address", .document([("v", .raw(type, bytes))]), .rejected("malformed"),
            isServable: false)
        }
      }
    }
  }

  /// What breaks the record's own frame: no field is to blame.
  private static var frames: [HostileCase] {
    let empty: [UInt8] = [5, 0, 0, 0, 0]
    return [
      ("name", .raw(2, [0, 0, 0, 0, 0])), ("name", .raw(2, [0xFF, 0xFF, 0xFF, 0xFF, 0])),
      ("name", .raw(2, [9, 0, 0, 0, 0x61, 0])), ("name", .raw(2, [1, 0, 0, 0, 0x61])),
      ("address", .raw(3, [4, 0, 0, 0, 0])), ("address", .raw(3, [6, 0, 0, 0, 0])),
      ("address", .raw(4, [0xFF, 0xFF, 0xFF, 0x7F, 0])), ("address", .raw(3, [5, 0, 0, 0, 1])),
      ("protected", .raw(8, [2])), ("protected", .raw(8, [])), ("createdAt", .raw(9, [0, 0])),
      ("phone", .raw(0x20, [])), ("phone", .raw(0, [])), ("phone", .raw(0x14, empty)),
      ("address", .raw(15, [14, 0, 0, 0, 1, 0, 0, 0, 0, 6, 0, 0, 0, 0])),
    ].map { HostileCase($0, $1, .broken("malformed"), isServable: false) }
  }
}
