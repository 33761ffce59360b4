import Basics
import PostgresDriver
import Testing

@testable import Records
@testable import SyncCore

@Suite struct KnownRowsTests {
  private static func claim(
    _ rows: KnownRows, _ email: String, _ values: String, protected: Bool? = nil
  ) -> Bool {
    rows.claim(KeyHash.of(email.utf8.span), values.utf8.span, protected: protected) != nil
  }

  private static func add(
    _ rows: any KnownRowStore, _ email: String, _ values: String = "values", protected: Bool? = nil,
    tid: UInt64 = 1
  ) -> Bool {
    rows.add(email.utf8.span, values.utf8.span, owner: .nobody, protected: protected, tid: tid)
  }

  private static func doubt(_ rows: KnownRows, _ email: String) -> Bool {
    rows.doubt(KeyHash.of(email.utf8.span))
  }

  private static func empty(_ match: MatchRule = .casefold, for rows: Int = 100) -> KnownRows {
    KnownRows(match: match, expected: rows, bytes: 1 << 20)
  }

  private static func rows(_ match: MatchRule = .casefold) -> KnownRows {
    let rows = Self.empty(match)
    for (tid, email) in ["a@b", "C@d", " e@f"].enumerated() {
      #expect(Self.add(rows, email, protected: tid == 0 ? true : nil, tid: UInt64(tid)))
    }
    return rows
  }

  private static func young(_ email: String, _ values: String, protected: Bool? = nil) -> YoungRow {
    YoungRow(
      email.utf8.span, values.utf8.span, owner: .nobody, protected: protected, tid: 9, .casefold)
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
    let rows = Self.empty()
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
    #expect(claimed.standings(of: [Self.young("A@b", "values")])[0].isRival)
    #expect(Self.claim(Self.rows(.exact), "C@d", "values"))
  }

  @Test(arguments: [true, false])
  func `what a row written later has to do with those before it is known`(isInFile: Bool) throws {
    let store: any KnownRowStore
    if isInFile {
      let rows = try Self.spilled(["a@b", "C@d", "e@f"])
      #expect(try Self.join(rows, [("a@b", "values"), ("e@f", "other")]) == 1)
      store = rows
    } else {
      let rows = Self.empty()
      for email in ["a@b", "C@d", "e@f"] { #expect(Self.add(rows, email)) }
      #expect(Self.claim(rows, "a@b", "values"))
      store = rows
    }
    let young = [
      Self.young("a@b", "values"), Self.young("a@b", "other"), Self.young("A@b", "values"),
      Self.young("C@d", "values"), Self.young("e@f", "values"),
      Self.young("e@f", "values", protected: true),
    ]
    let standings = try store.standings(of: young)
    #expect(standings.map(\.isKnown) == [true, false, false, true, true, false])
    #expect(standings.map(\.isClaimed) == [true, false, false, false, false, false])
    #expect(standings.map(\.isRival) == [false, true, true, false, false, false])
  }

  @Test func `a row without an email cannot be kept, nor one more than fit`() throws {
    #expect(!Self.add(Self.empty(.exact), ""))
    #expect(!Self.add(try Self.spilled([]), ""))
    let rows = Self.empty(for: 64)
    #expect(rows.most == 84)
    for number in 0..<84 { #expect(Self.add(rows, "\(number)@x")) }
    #expect(!Self.add(rows, "84@x"))
    #expect(Self.claim(rows, "83@x", "values"))
    #expect(
      KnownRows(match: .exact, expected: 1 << 30, bytes: 1 << 20).most
        == KnownRows.most(bytes: 1 << 20))
  }

  private static func spilled(_ emails: [String]) throws -> SpilledRows {
    let rows = try SpilledRows(match: .casefold, bytes: 1 << 20, in: ["/nowhere", "/tmp"])
    let taken = emails.enumerated().filter { Self.add(rows, $1, tid: UInt64($0)) }
    #expect(taken.count == emails.count)
    try rows.finish()
    return rows
  }

  /// Surveys records with these keys and values; one without values only contends.
  private static func join(
    _ rows: SpilledRows, _ records: [(key: String, values: String?)], staged: [Int]? = nil
  ) throws -> Int {
    let survey = rows.survey()
    for (key, values) in records {
      let hash = KeyHash.of(key.utf8.span)
      if let values {
        survey.offer(hash, values.utf8.span, protected: nil)
      } else {
        survey.contend(hash)
      }
      survey.next(mayBeKnown: values != nil)
    }
    let found = try rows.join(survey)
    survey.rewind()
    let chosen = records.indices.filter { _ in survey.takeNext() }
    if let staged { #expect(chosen == staged) }
    #expect(survey.stagedCount == chosen.count && found + chosen.count == records.count)
    return found
  }

  /// Many more rows than a block of the file holds, and partitions of several blocks.
  @Test func `of rows in a file those are known that one record alone equals`() throws {
    let many = 200_000
    let rows = try Self.spilled((0..<many).map { "\($0)@x" } + ["7@x", "B@x"])
    var records = (0..<many).reversed().map { (key: "\($0)@x", values: Optional("values")) }
    let at = { (number: Int) in many - 1 - number }
    records[at(1)].values = "other"
    records[at(2)].values = nil
    // Of 3 there are two that equal the row, of 4 one that does, before and after one that does not.
    records += [
      ("3@x", "values"), ("4@x", "other"), ("5@x", nil), ("b@x", "values"), ("c@x", "values"),
    ]
    records.insert(("6@x", nil), at: 0)
    let staged = [0] + [7, 6, 5, 4, 3, 2, 1].map { at($0) + 1 } + (many + 1..<many + 6)
    #expect(try Self.join(rows, records, staged: staged) == many - 7)
    var left = Set<UInt64>()
    try rows.forEachUnclaimed { left.insert($0) }
    #expect(left == Set([1, 2, 3, 4, 5, 6, 7, many, many + 1].map(UInt64.init)))
  }

  @Test func `a folder that takes no file is a fault`() throws {
    for folder in ["/nowhere", "/dev/null", "/proc", ""] {
      #expect(throws: SystemFault.self) {
        try SpilledRows(match: .exact, bytes: 0, in: [folder])
      }
    }
    #expect(ScratchFile.folders(environment: ["TMPDIR": "/x"]) == ["/x"])
    #expect(ScratchFile.folders(environment: ["TMPDIR": ""]) == ["/var/tmp", "/tmp"])
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
