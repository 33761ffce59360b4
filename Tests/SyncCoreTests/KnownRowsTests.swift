import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct KnownRowsTests {
  private static func claim(
    _ rows: KnownRows, _ email: String, _ values: String, protected: Bool? = nil
  ) -> Bool {
    rows.claim(KeyHash.of(email.utf8.span), values.utf8.span, protected: protected)
  }

  private static func add(
    _ rows: KnownRows, _ email: String, _ values: String = "values", protected: Bool? = nil,
    tid: UInt64 = 1
  ) -> Bool {
    rows.add(email.utf8.span, values.utf8.span, protected: protected, tid: tid)
  }

  private static func doubt(_ rows: KnownRows, _ email: String) -> Bool {
    rows.doubt(KeyHash.of(email.utf8.span))
  }

  private static func rows(_ match: MatchRule = .casefold) -> KnownRows {
    let rows = KnownRows(match: match)
    for (tid, email) in ["a@b", "C@d", " e@f"].enumerated() {
      #expect(Self.add(rows, email, protected: tid == 0 ? true : nil, tid: UInt64(tid)))
    }
    return rows
  }

  @Test func `a row is claimed once and by its own key and values alone`() {
    let rows = Self.rows()
    #expect(!Self.claim(rows, "a@b", "other"))
    #expect(!Self.claim(rows, "a@c", "values"))
    #expect(Self.claim(rows, "a@b", "values"))
    #expect(!Self.claim(rows, "a@b", "values"))
    var left: [UInt64] = []
    rows.forEachUnclaimed { left.append($0) }
    #expect(left.sorted() == [1, 2])
    rows.forgetClaims()
    #expect(Self.claim(rows, "a@b", "values"))
  }

  @Test func `an absent flag leaves the row's alone, another one is a difference`() {
    #expect(Self.claim(Self.rows(), "a@b", "values", protected: true))
    #expect(!Self.claim(Self.rows(), "a@b", "values", protected: false))
    let rows = KnownRows(match: .casefold)
    #expect(Self.add(rows, "a@b", ""))
    #expect(!Self.claim(rows, "a@b", "", protected: false))
  }

  @Test func `a key that several rows may share is never claimed`() {
    let rows = Self.rows()
    #expect(Self.add(rows, "c@d"))
    #expect(!Self.claim(rows, "c@d", "values"))
    #expect(Self.add(rows, "e@f"))
    #expect(!Self.claim(rows, "e@f", "values"))
    #expect(!Self.doubt(rows, "a@b"))
    #expect(!Self.claim(rows, "a@b", "values"))
    let claimed = Self.rows()
    #expect(Self.claim(claimed, "a@b", "values"))
    #expect(Self.doubt(claimed, "a@b"))
    #expect(claimed.isRival("A@b".utf8.span, isKnown: true) == true)
    #expect(Self.claim(Self.rows(.exact), "C@d", "values"))
  }

  @Test func `a row without an email cannot be kept`() {
    #expect(!Self.add(KnownRows(match: .exact), ""))
  }

  /// Else nothing is wrong but every record would be staged.
  @Test(
    arguments: [
      .string("a\"b\\c/d\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}é😀\u{2028}"),
      .document([]), .array([]), .bool(true), .null, .int64(.min), .double(0.1), .double(-2.5),
      .double(1e15), .array([.null, .array([.int32(-1)]), .document([("", .null)])]),
      .document([
        ("bb", .int32(1)), ("a", .document([("y", .null), ("x", .objectID)])), ("ab", .bool(false)),
        ("é", .date(0)), ("zz", .string("")), ("B", .array([])),
      ]),
      .document((0..<40).map { ("key \($0 * 7919 % 40)", .int32(Int32($0))) }),
    ] as [RecordsBSON])
  func `JSON is written as PostgreSQL prints it`(value: RecordsBSON) throws {
    let document = RecordsBSON.document([("v", value)])
    let text = try #require(try RecordsFixture.json(document).text)
    var database = try PropertyDatabase(schema: "public")
    #expect(try database.texts("SELECT \(SQL(literal: text))::jsonb::text") == [text])
  }
}
