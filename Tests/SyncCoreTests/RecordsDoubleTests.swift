import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct RecordsDoubleTests {
  private static func layout(_ form: ColumnForm) throws -> RowLayout {
    var layout = try RecordsFixture.one(form.kind)
    layout.columns[0].form = form
    return layout
  }

  @Test(
    arguments: [
      (.int32(-7), -7), (.int64(1 << 53), 0x1p53), (.int64(1 << 53 + 1), nil),
      (.int64(.min), -0x1p63), (.int64(.max), nil), (.double(0.1), 0.1), (.double(-0.0), -0.0),
      (.double(.leastNonzeroMagnitude), .leastNonzeroMagnitude), (.double(.infinity), .infinity),
      (.decimal(1, -1), 0.1), (.decimal(100, -3), 0.1), (.decimal(1, 22), 1e22),
      (.decimal(1, 23), 1e23),
      (.decimal(1 << 53 + 1, 0), nil), (.decimal(1 << 60, 0), 0x1p60),
      (.decimal(5, -1, negative: true), -0.5),
      // 2^-30, exactly, in more digits than a shortest form has.
      (.decimal(931_322_574_615_478_515_625, -30), 0x1p-30),
      (.decimal(931_322_574_615_478_515_626, -30), nil), (.decimal(0, -6176), 0),
      (.decimal(0, 10, negative: true), -0.0), (.decimal(1, 309), nil), (.decimal(1, -400), nil),
      (.decimal(1, -6176), nil), (.decimal(1, 6111), nil),
      (.decimal(5, -324), .leastNonzeroMagnitude),
      (.bid(0x7800_0000_0000_0000, 0), .infinity), (.bid(0xF800_0000_0000_0000, 0), -.infinity),
    ] as [(RecordsBSON, Double?)])
  func `a number is the very double, or the one whose shortest form it is`(
    value: RecordsBSON, double: Double?
  ) throws {
    let (fate, row) = try RecordsFixture.value(value, Self.layout(.double))
    #expect(fate == (double == nil ? .rejected(.outOfRange) : .staged))
    #expect(row.int64(6).map(UInt64.init(bitPattern:)) == double?.bitPattern)
  }

  @Test(
    arguments: [
      .double(.nan), .double(-.nan), .bid(0x7C00_0000_0000_0000, 0), .bid(0xFE00_0000_0000_0000, 0),
    ] as [RecordsBSON])
  func `what is no number has one form`(value: RecordsBSON) throws {
    let (_, row) = try RecordsFixture.value(value, Self.layout(.double))
    #expect(row.int64(6) == 0x7FF8_0000_0000_0000)
  }

  @Test func `the shortest form of every double leads back to it`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let number = Double(bitPattern: random.next())
      if let decimal = DecimalValue(number) { #expect(decimal.double == number) }
      let whole = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64)
      let isExact = Int64(exactly: Double(whole)) == whole
      #expect(!isExact || DecimalValue(whole).double == Double(whole), "\(whole)")
    }
  }

  @Test(arguments: [
    ("ok", true), ("OK", false), ("o", false), ("okk", false), ("", false), ("caf\u{E9}", true),
    ("cafe\u{301}", false), ("x\"y", true),
  ])
  func `a label is one to the byte`(text: String, taken: Bool) throws {
    let type = EnumType(sql: "public.t", labels: ["no", "ok", "caf\u{E9}", "x\"y"])
    let layout = try Self.layout(.label(type))
    let (fate, row) = try RecordsFixture.value(.string(text), layout)
    #expect(fate == (taken ? .staged : .rejected(.unknownLabel)))
    #expect(row.fields[6] == (taken ? Array(text.utf8) : nil))
    #expect(try RecordsFixture.value(.null, layout).fate == .staged)
  }

  @Test(arguments: [
    ("a", true), ("a ", false), (" a", true), (" ", false), ("", true), ("a\t", true),
  ])
  func `a blank at the end is none of a padded text`(text: String, taken: Bool) throws {
    let (fate, _) = try RecordsFixture.value(.string(text), Self.layout(.padded))
    #expect(fate == (taken ? .staged : .rejected(.outOfRange)))
  }
}
