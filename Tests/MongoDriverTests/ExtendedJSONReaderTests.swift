import Testing

@testable import MongoDriver

/// Values and faults of single documents in Extended JSON.
struct ExtendedJSONReaderTests {
  private struct Read {
    var document: [UInt8]
    var fault: DocumentFault?
  }

  private static func read(_ text: String) -> Read {
    var reader = ExtendedJSONReader()
    let bytes = Array(text.utf8)
    _ = reader.read(bytes.span)
    return Read(document: reader.output.withSpan(Bytes.copy), fault: reader.fault)
  }

  private static func value(_ text: String) -> Read { read(#"{"a":\#(text)}"#) }

  private static func element(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
    Bytes.document(Bytes.element(type, "a", value))
  }

  private static func double(_ number: Double) -> [UInt8] {
    element(1, Bytes.int64(Int64(bitPattern: number.bitPattern)))
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("2147483647", 2_147_483_647), ("-2147483648", -2_147_483_648),
  ])
  func `an integer of 32 bits is an int32`(_ text: String, _ number: Int) {
    #expect(Self.value(text).document == Self.element(16, Bytes.int32(number)))
  }

  @Test(arguments: [
    ("2147483648", 2_147_483_648), ("-2147483649", -2_147_483_649),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
  ])
  func `a larger one is an int64`(_ text: String, _ number: Int64) {
    #expect(Self.value(text).document == Self.element(18, Bytes.int64(number)))
  }

  @Test(arguments: [
    ("9223372036854775808", 9_223_372_036_854_775_808), ("100000000000000000000", 1e20),
    ("-9223372036854775809", -9_223_372_036_854_775_808), ("15000000000000000000", 1.5e19),
    ("18446744073709551616", 1.8446744073709552e19), ("-0.0", -0.0), ("1e2", 100), ("1E-2", 0.01),
    ("0.1", 0.1), ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
    ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ("0.30000000000000004", 0.1 + 0.2), ("9007199254740993.0", 9_007_199_254_740_992),
    ("123456789012345678901234567890e-10", 1.2345678901234567e19), ("0e999999999999", 0),
    ("2.2250738585072011e-308", Double(bitPattern: 0x000F_FFFF_FFFF_FFFF)),
  ])
  func `every other number is the nearest double`(_ text: String, _ number: Double) {
    #expect(Self.value(text).document == Self.double(number))
  }

  private static let outOfRange = [
    "1e400", "-1e400", #"{"$numberInt":"2147483648"}"#, #"{"$numberInt":"-2147483649"}"#,
    #"{"$numberLong":"9223372036854775808"}"#, #"{"$numberLong":"-100000000000000000000"}"#,
    #"{"$numberDouble":"1e400"}"#, #"{"$numberDecimal":"1e7000"}"#,
    #"{"$date":{"$numberLong":"9223372036854775808"}}"#, #"{"$timestamp":{"t":4294967296,"i":0}}"#,
    #"{"$timestamp":{"t":1,"i":-1}}"#,
  ]

  @Test(arguments: outOfRange)
  func `a number that its type does not have is out of range`(_ text: String) {
    let fault = Self.value(#"{"n":\#(text),"z":1}"#).fault
    #expect(fault?.text == "a.n: number out of range")
    #expect(fault?.kind == .value)
  }

  @Test(arguments: [
    "2021-02-29T12:00:00Z", "2021-04-31T00:00:00Z", "2021-06-30T23:59:60Z", "2021-13-01T00:00:00Z",
    "1900-02-29T00:00:00Z", "2021-00-10T00:00:00Z", "2021-01-00T00:00:00Z", "2021-01-01T24:00:00Z",
    "2021-01-01T00:60:00Z", "0000-01-01T00:00:00Z", "2021-1-1T00:00:00Z", "2021-01-01",
    "2021-01-01 00:00:00Z", "2021-01-01T00:00:00", "2021-01-01T00:00:00.Z",
    "2021-01-01T00:00:00.0001Z",
    "2021-01-01T00:00:00+25:00", "2021-01-01T00:00:00+1", "2021-01-01T00:00:00ZZ", "now", "",
  ])
  func `a date that there is not is a fault of its field`(_ date: String) {
    let read = Self.read(#"{"_id":1,"at":{"$date":"\#(date)"},"email":"x"}"#)
    #expect(read.fault?.field == "at" && read.fault?.kind == .value, "\(read)")
    // What stands behind it is read all the same.
    let rest = Bytes.document(
      Bytes.element(16, "_id", Bytes.int32(1)), Bytes.element(10, "at"),
      Bytes.element(2, "email", Bytes.string("x")))
    #expect(read.document == rest)
  }

  @Test(arguments: [
    ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T23:59:59.999Z", 951_868_799_999),
    ("1970-01-01T00:00:00.5Z", 500), ("1970-01-01T00:00:00.120000Z", 120),
    ("1969-12-31T23:59:59.999+0000", -1), ("1970-01-01T01:00:00+01:00", 0),
    ("1970-01-01T00:00:00-0130", 5_400_000), ("1970-01-01T05:00:00+05", 0),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
  ])
  func `a date with or without milliseconds, of any zone, is that moment`(
    _ date: String, _ time: Int64
  ) {
    let document = Self.value(#"{"$date":"\#(date)"}"#).document
    #expect(document == Self.element(9, Bytes.int64(time)))
  }

  @Test(arguments: [
    "12,50", "abc", "", "1e", ".", "1.2.3", "0x10", "--1", "1 ", " 1", "NaN1", "sNaN", "1_000",
    "1234567890123456789012345678901234.5", "1111111111111111111111111111111111111111", "1E-6177",
  ])
  func `a decimal that is none, or that no Decimal128 holds, is a fault of its field`(
    _ text: String
  ) {
    let fault = Self.value(#"{"credit":{"$numberDecimal":"\#(text)"}}"#).fault
    #expect(fault?.field == "a.credit" && fault?.kind == .value)
  }

  @Test(arguments: [
    (#"{"a":01}"#, "a: not a JSON number"), (#"{"a":+1}"#, "a: not a JSON number"),
    (#"{"a":1.}"#, "a: not a JSON number"), (#"{"a":.5}"#, "a: not a JSON number"),
    (#"{"a":NaN}"#, "a: NaN is not JSON"), (#"{"a":None}"#, "a: None is Python, not JSON"),
    (#"{"a":}"#, "a: a value is missing"),
    (#"{"a":{"b":1 "c":2}}"#, "a.b: a comma or } is missing"),
    (#"{"a":[1,x]}"#, "a.1: not a JSON value"), (#"{"a":1,}"#, "a: one comma too many"),
    (
      #"{'a':1}"#,
      "the next name is in single quotes, as Python prints it: use bson.json_util.dumps(…)"
    ),
    (#"{a:1}"#, "the next name is not in quotes"),
    (#"{"a" 1}"#, "a: a colon is missing"),
    (#"{"a":"\x"}"#, "a: an escape that JSON does not have"),
    ("{\"a\":\"x\n\"}", "a: a text does not end on its line"),
    (#"{"a":ObjectId("x")}"#, "a: ObjectId(…) is syntax of MongoDB's shell"),
    (#"{"a":{"b":[{"c":ISODate()}]}}"#, "a.b.0.c: ISODate(…) is syntax of MongoDB's shell"),
  ])
  func `a fault says what is wrong and where`(_ text: String, _ words: String) {
    #expect(Self.read(text).fault?.text == words)
  }

  @Test func `half of a surrogate pair is passed on as bytes that are not UTF-8`() {
    for text in [#""\ud800""#, #""\udc00""#, #""\ud83d\u0041""#, #""\ud83d\ud83d\ude00""#] {
      let read = Self.value(text)
      #expect(read.fault == nil)
      let isText = UTF8Check.isValid(read.document.span, 11..<read.document.count - 2)
      #expect(!isText)
    }
    let pair = Self.value(#""\ud83d\ude00""#).document
    #expect(pair == Self.element(2, Bytes.string("😀")))
  }

  @Test(arguments: [
    #"{"a":{"$oid":"0102030405060708090a0b0C"}}"#,
    #"{"a" : { "$oid" : "0102030405060708090A0b0c" } }"#,
    #"{"a":{"\u0024oid":"0102030405060708090a0b0c"}}"#,
  ])
  func `the short way and the long one give the same`(_ text: String) {
    #expect(Self.read(text).document == Self.element(7, Array(1...12)))
  }

  @Test func `what older exports wrote is read`() {
    let binary = Self.value(#"{"$binary":"AQID","$type":"00"}"#)
    #expect(binary.document == Self.element(5, Bytes.int32(3) + [0, 1, 2, 3]))
    let negative = Self.value(#"{"$type":"ffffff80","$binary":"AQ=="}"#)
    #expect(negative.document == Self.element(5, Bytes.int32(1) + [0x80, 1]))
    let regex = Self.value(#"{"$regex":"^a","$options":"mi"}"#)
    #expect(regex.document == Self.element(11, Array("^a\0im\0".utf8)))
    let query = Self.value(#"{"$regex":{"b":1},"$options":"i"}"#)
    #expect(query.fault == nil && query.document[4] == 3)
    let reference = Self.value(#"{"$ref":"c","$id":{"$oid":"0102030405060708090a0b0c"}}"#)
    #expect(reference.fault == nil && reference.document[4] == 3)
  }

  @Test func `a text cut at any byte has no end, and is never read`() {
    let text = Array(
      #"{"a":[1.5e3,true,null,{"$date":"2024-02-29T00:00:00Z"}],"b":"x\u00e9\ud83d\ude00\"y"}"#.utf8
    )
    var reader = ExtendedJSONReader()
    for end in 1..<text.count {
      guard case .incomplete = reader.read(text.span.extracting(0..<end)) else {
        Issue.record("cut at \(end)")
        continue
      }
    }
    guard case .document = reader.read(text.span) else { return #expect(Bool(false)) }
  }
}
