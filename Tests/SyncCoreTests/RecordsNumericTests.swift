import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsNumericTests {
  private static let widest: UInt128 = 9_999_999_999_999_999_999_999_999_999_999_999

  @Test(
    arguments: [
      (.int32(0), "0"), (.int32(-7), "-7"), (.int32(10_000), "10000"), (.int32(9999), "9999"),
      (.int64(.min), "-9223372036854775808"), (.int64(.max), "9223372036854775807"),
      (.double(0.1), "0.1"), (.double(-0.0), "0"), (.double(5), "5"),
      (.double(1e16), "10000000000000000"),
      (.double(1.5e-7), "0.00000015"), (.double(123456.789), "123456.789"), (.double(10), "10"),
      (.double(0.0001), "0.0001"), (.double(0x1p60), "1152921504606847000"),
      (.double(1e22), "10000000000000000000000"), (.decimal(15, -1), "1.5"),
      (.decimal(1500, -3), "1.500"), (.decimal(15, -1, negative: true), "-1.5"),
      (.decimal(0, -6176), "0"), (.decimal(0, 6111, negative: true), "0"),
      (.decimal(123_456_789, -5), "1234.56789"), (.decimal(1, 5), "100000"),
      (.decimal(1, -5), "0.00001"), (.decimal(widest, 0), String(repeating: "9", count: 34)),
      (.decimal(widest + 1, 0), "0"), (.bid(0x6C00_0000_0000_0000, 1), "0"),
      (
        .decimal(widest, 6111),
        String(repeating: "9", count: 34) + String(repeating: "0", count: 6111)
      ),
      (.decimal(1, -6176), "0." + String(repeating: "0", count: 6175) + "1"),
      (
        .decimal(widest, -6176),
        "0." + String(repeating: "0", count: 6142) + String(repeating: "9", count: 34)
      ),
    ] as [(RecordsBSON, String)])
  func `numbers arrive exactly`(value: RecordsBSON, digits: String) throws {
    let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(.numeric))
    #expect(fate == .staged)
    #expect(row.numeric(6) == digits)
  }

  @Test(
    arguments: [
      .double(.nan), .double(.infinity), .double(-.infinity), .bid(0x7C00_0000_0000_0000, 0),
      .bid(0x7800_0000_0000_0000, 0), .bid(0xF800_0000_0000_0000, 0),
      .bid(0xFC00_0000_0000_0000, 0), .bid(0x7E00_0000_0000_0000, 0),
    ] as [RecordsBSON])
  func `what is not finite is out of range`(value: RecordsBSON) throws {
    #expect(
      try RecordsFixture.value(value, RecordsFixture.one(.numeric)).fate == .rejected(.outOfRange))
  }

  @Test(
    arguments: [
      (5, 2, .double(999.99), true), (5, 2, .double(1000), false), (5, 2, .double(0.001), false),
      (5, 2, .decimal(123_450, -3), true), (5, 2, .decimal(123_456, -3), false),
      (5, 2, .int32(-999), true), (5, 2, .int32(-1000), false), (5, 0, .double(0.5), false),
      (3, -2, .int32(12_300), true), (3, -2, .int32(12_340), false), (3, -2, .int32(99_900), true),
      (3, -2, .int32(100_000), false), (2, 4, .double(0.0099), true), (2, 4, .double(0.01), false),
      (2, 4, .double(0.00001), false), (1, 0, .decimal(0, -6176), true),
      (1, 0, .decimal(5, 0), true),
      (1, 0, .decimal(50, -1), true), (1, 0, .decimal(1, 1), false),
      (1000, 0, .decimal(1, 999), true), (1000, 0, .decimal(1, 1000), false),
      (17, 17, .double(0.1), true),
    ] as [(Int, Int, RecordsBSON, Bool)])
  func `a number is never rounded to its column`(
    precision: Int, scale: Int, value: RecordsBSON, fits: Bool
  ) throws {
    let limit = NumericLimit(precision: precision, scale: scale)
    let (fate, row) = try RecordsFixture.value(value, RecordsFixture.one(.numeric, numeric: limit))
    #expect(fate == (fits ? .staged : .rejected(.outOfRange)))
    #expect((row.numeric(6) != nil) == fits)
  }

  @Test func `doubles of all magnitudes keep their shortest digits`() throws {
    for power in stride(from: -320, through: 308, by: 7) {
      for lead in ["1", "9.007199254740993", "-3.3", "1.7976931348623157"] {
        guard let number = Double("\(lead)e\(power)"), number.isFinite else { continue }
        let value = try #require(DecimalValue(number))
        let sign = value.negative ? "-" : ""
        #expect(Double("\(sign)\(value.coefficient)e\(value.exponent)") == number)
        let row = try RecordsFixture.value(.double(number), RecordsFixture.one(.numeric)).row
        #expect(Double(try #require(row.numeric(6))) == number)
      }
    }
  }
}
