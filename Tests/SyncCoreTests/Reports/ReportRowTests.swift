import Basics
import Engine
import Records
import SyncCore
import Testing

struct ReportRowTests {
  private static let update = PlanEntry(
    action: .update, key: "ana@example.com", sourceID: "64a0", targetID: .number("-7"),
    reason: nil, field: nil, winnerID: nil,
    changes: [
      Change(path: "phone", from: .string("5"), to: .string("7")),
      Change(path: "address.city", from: nil, to: .null),
    ])
  private static let duplicate = PlanEntry(
    action: .duplicate, key: "a,b@x", sourceID: "=1+1", targetID: .null, reason: .olderRecord,
    field: nil, winnerID: "say \"hi\"", changes: [])

  @Test func `an entry is an object with every name`() {
    let writer = JSONWriter(sortsNames: true)
    #expect(
      writer.text(ReportJSON.object(Self.update)) == """
        {"action":"update","changes":{"address.city":{"to":null},"phone":{"from":"5","to":"7"}},\
        "field":null,"key":"ana@example.com","reason":null,"sourceId":"64a0","targetId":-7,\
        "winnerId":null}
        """)
    #expect(
      writer.text(ReportJSON.object(Self.duplicate)) == """
        {"action":"duplicate","changes":{},"field":null,"key":"a,b@x","reason":"older-record",\
        "sourceId":"=1+1","targetId":null,"winnerId":"say \\"hi\\""}
        """)
  }

  @Test func `an entry that depends on others names them, masked where that is asked for`() {
    var entry = PlanEntry(action: .rejected, key: "ana@x.test", reason: .claimedTwice)
    entry.others = OtherClients(names: ["bob@x.test", "5"], count: 7)
    let text = JSONWriter(sortsNames: true).text(ReportJSON.object(entry))
    #expect(text.contains(#""otherCount":7,"others":["bob@x.test","5"]"#))
    #expect(ReportCSV.row(entry).contains(",bob@x.test 5,"))
    #expect(entry.others?.words { "<\($0)>" } == "<bob@x.test>, <5> and 5 others")
    let masked = Mask(email: "email", phones: []).entry(entry)
    #expect(masked.others?.names[0].contains("bob@") == false && masked.others?.count == 7)
  }

  @Test func `an entry is a row of RFC 4180`() {
    #expect(
      ReportCSV.row(Self.update) == """
        update,ana@example.com,64a0,-7,,,,"{""address.city"":{""to"":null},\
        ""phone"":{""from"":""5"",""to"":""7""}}",,,,,\r\n
        """)
    #expect(
      ReportCSV.row(Self.duplicate)
        == "duplicate,\"a,b@x\",\"'=1+1\",,older-record,,\"say \"\"hi\"\"\",,,,,,\r\n")
    #expect(
      ReportCSV.header.split(separator: ",").count
        == ReportCSV.row(
          PlanEntry(
            action: .failed, key: nil, sourceID: nil, targetID: .null, reason: nil, field: nil,
            winnerID: nil, changes: [])
        ).split(separator: ",", omittingEmptySubsequences: false).count)
  }

  @Test(arguments: [
    ("=1", "\"'=1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@a", "\"'@a\""),
    ("\t=1", "\"'\\t=1\""), ("\r", "\"'\\r\""), ("  =1", "\"'  =1\""),
    ("\u{FF1D}1", "\"'\u{FF1D}1\""),
    ("a=1", "a=1"), ("", ""), (" a", "\" a\""), ("a\nb", "a\\nb"), ("a;b", "\"a;b\""),
    ("\u{202E}x", "\\u{202e}x"), ("león", "león"),
  ])
  func `a cell is neither formula nor control`(text: String, cell: String) {
    #expect(ReportCSV.cell(text) == cell)
  }
}
