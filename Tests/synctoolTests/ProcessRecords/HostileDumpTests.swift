import TestSupport
import Testing

/// No bad record ever changes the fate of a good one.
struct HostileDumpTests {
  @Test func `each record of a hostile dump meets its own fate and no other`() throws {
    let stage = try ProcessStage()
    let dump = HostileDump(seed: 1)
    try stage.file("dump.bson", dump.bytes)
    stage.environment["SYNCTOOL_SOURCE"] = "dump.bson"
    try Self.check(dump, stage)
  }

  @Test func `each record of a hostile collection meets its own fate and no other`() throws {
    let stage = try ProcessStage()
    var dump = HostileDump(seed: 3)
    dump.records.removeAll { !$0.isServable }
    let peer = try ScriptedMongo(dump.records.map(\.document))
    stage.environment["SYNCTOOL_SOURCE"] = peer.uri
    try Self.check(dump, stage)
  }

  private static func check(_ dump: HostileDump, _ stage: ProcessStage) throws {
    let end = try stage.expect(3, "--report", "run.ndjson")
    var counts = dump.counts
    #expect(try end.counts() == counts)
    let rows = try stage.database.rows(HostileRow.query).sorted()
    expectSame(rows, dump.rows)
    expectSame(try stage.report("run.ndjson").map(\.hostileEntry).sorted(), dump.entries)

    let before = try stage.database.fingerprint()
    let again = try stage.expect(3, "--force", "--report", "again.ndjson")
    counts["unchanged"] = counts.removeValue(forKey: "create")
    #expect(try again.counts() == counts)
    #expect(try stage.database.fingerprint() == before, "a second run writes nothing")
    let kept = dump.entries.filter { !$0.hasPrefix("create ") }
    expectSame(try stage.report("again.ndjson").map(\.hostileEntry).sorted(), kept)
  }

  /// Names the first few that differ instead of printing two thousand.
  private static func expectSame(
    _ found: [String], _ expected: [String], at location: SourceLocation = #_sourceLocation
  ) {
    let surplus = Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +)
      .merging(expected.map { ($0, -1) }, uniquingKeysWith: +).filter { $0.value != 0 }
    let shown = surplus.sorted { $0.key < $1.key }.prefix(8).map {
      "\($0.value > 0 ? "not expected" : "missing"): \($0.key.prefix(400))"
    }
    let isSame = surplus.isEmpty
    #expect(
      isSame, "\(surplus.count) differ\n\(shown.joined(separator: "\n"))",
      sourceLocation: location)
  }

  /// Words for people and files for spreadsheets hold nothing that a program would obey.
  @Test func `nothing of a hostile dump is obeyed by a terminal or a spreadsheet`() throws {
    let stage = try ProcessStage()
    try stage.file("dump.bson", HostileDump(seed: 4).bytes)
    let runs = [
      try stage.expect(3, "-n", "-v", "--source", "dump.bson", "--report", "dry.csv"),
      try stage.expect(3, "-v", "--source", "dump.bson", "--report", "run.csv"),
      try stage.expect(3, "-n", "--force", "-v", "--source", "dump.bson", "--report", "again.csv"),
    ]
    for end in runs {
      let text = end.output + end.error
      #expect(text.contains("email-invalid"))
      #expect(Self.hidden(text, except: ["\n"]) == [])
    }
    for name in ["dry.csv", "run.csv", "again.csv"] {
      let text = try stage.text(name)
      #expect(Self.hidden(text, except: ["\r", "\n"]) == [])
      let cells = try HostileCells.parse(text)
      #expect(cells.allSatisfy { $0.count == cells[0].count })
      let obeyed = cells.joined().filter { cell in
        let first = cell.unicodeScalars.first { $0 != " " }
        return first.map("=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains)
          ?? false
      }
      #expect(obeyed == [])
    }
  }

  /// Controls, bidirectional and other invisible characters, listed here anew.
  private static func hidden(_ text: String, except allowed: [Unicode.Scalar]) -> [String] {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x61C...0x61C, 0x180E...0x180E, 0x200B...0x200F,
      0x2028...0x202E, 0x2060...0x206F, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF,
    ]
    let found = text.unicodeScalars.filter { scalar in
      !allowed.contains(scalar) && ranges.contains { $0.contains(scalar.value) }
    }
    return Set(found.map { String($0.value, radix: 16) }).sorted()
  }
}
