/// Numbers and times at the limits of their types, of JavaScript and of PostgreSQL.
enum HostileNumbers {
  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

  /// In an address: a number keeps its value, what is not finite becomes its name.
  private static var numbers: [(TestBSON, String)] {
    [
      (.int32(.min), "-2147483648"), (.int32(.max), "2147483647"),
      (.int64(.min), "-9223372036854775808"), (.int64(1 << 53 + 1), "9007199254740993"),
      (.double(-0.0), "0"), (.double(0.1), "0.1"), (.double(0x1p53), "9007199254740992"),
      (.double(1e21), "1" + zeros(21)), (.double(1e-7), "0.0000001"),
      (.double(.leastNonzeroMagnitude), "0." + zeros(323) + "5"),
      (.double(.leastNormalMagnitude), "0." + zeros(307) + "22250738585072014"),
      (.double(.greatestFiniteMagnitude), "17976931348623157" + zeros(292)),
      (.double(-.greatestFiniteMagnitude), "-17976931348623157" + zeros(292)),
      (.double(.nan), #""NaN""#), (.double(.infinity), #""Infinity""#),
      (.double(-.infinity), #""-Infinity""#),
      (.double(Double(bitPattern: 0xFFF8_0000_0000_0001)), #""NaN""#),
      (.decimal(1, 6111), "1" + zeros(6111)), (.decimal(1, -6176), "0." + zeros(6175) + "1"),
      (.decimal(1, -6176, negative: true), "-0." + zeros(6175) + "1"),
      (.decimal(1500, -3, negative: true), "-1.500"), (.decimal(0, 6111), "0"),
      (.decimal(.max, 0), "18446744073709551615"),
      (.bid(high: 0x7C00_0000_0000_0000), #""NaN""#),
      (.bid(high: 0x7E00_0000_0000_0000), #""NaN""#),
      (.bid(high: 0x7800_0000_0000_0000), #""Infinity""#),
      (.bid(high: 0xF800_0000_0000_0000), #""-Infinity""#),
    ]
  }

  /// As a phone: whole numbers that a double tells apart become digits.
  private static var phones: [(TestBSON, String?)] {
    [
      (.int32(.min), "-2147483648"), (.int32(0), "0"), (.int64(.min), "-9223372036854775808"),
      (.double(0x1p53 - 1), "9007199254740991"), (.double(-0.0), "0"),
      (.double(0.5), nil), (.double(.nan), nil), (.double(.infinity), nil),
      (.decimal(5, 0), nil), (.bid(high: 0x7C00_0000_0000_0000), nil),
    ]
  }

  /// Whole numbers that a double does not tell apart.
  private static let farPhones: [TestBSON] = [.double(0x1p53), .double(-1e20), .double(1e300)]

  /// PostgreSQL's first and last millisecond, and those before and after.
  private static let times: [(Int64, Bool)] = [
    (-210_866_803_200_000, true), (-210_866_803_200_001, false), (9_224_318_015_999_999, true),
    (9_224_318_016_000_000, false), (0, true), (-1, true), (.min, false), (.max, false),
    (8_640_000_000_000_001, true),
  ]

  /// JavaScript's limits are not those of PostgreSQL.
  private static let dates: [(Int64, String?)] = [
    (8_640_000_000_000_000, "+275760-09-13T00:00:00.000Z"), (8_640_000_000_000_001, nil),
    (-8_640_000_000_000_000, "-271821-04-20T00:00:00.000Z"), (-8_640_000_000_000_001, nil),
    (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"),
    (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"), (.min, nil), (.max, nil),
  ]

  static var cases: [HostileCase] {
    numbers.map { HostileCase("address", .document([("n", $0)]), .kept("{\"n\": \($1)}")) }
      + phones.map { HostileCase("phone", $0, $1.map { .kept($0) } ?? .rejected("wrong-type")) }
      + farPhones.map { HostileCase("phone", $0, .rejected("out-of-range")) }
      + times.map {
        HostileCase("createdAt", .date($0), $1 ? .kept("\($0)") : .rejected("out-of-range"))
      }
      + dates.map {
        HostileCase(
          "address", .array([.date($0)]),
          $1.map { .kept("[\"\($0)\"]") } ?? .rejected("out-of-range"))
      }
  }
}
