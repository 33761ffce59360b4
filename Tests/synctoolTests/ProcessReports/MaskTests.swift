import Foundation
import Testing

/// `--mask`: emails and phones are nowhere in what a run shows and reports.
struct MaskTests {
  private static let secrets = [
    "ana.lopez@example", "boss@corp", "600 123 45", "600123", "+49 30 12345", "mail@id.test",
    "99887", "old.mail@example",
  ]

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address) VALUES
        ('Ana', 'ANA.Lopez@example.com', '+34 600 123 456', '{"mail": "old.mail@example.org"}'),
        ('Twin', 'twin@example.com', '111 222 33', NULL);
      """)
    try stage.source([
      TestRecord.client(
        1, "ana.lopez@example.com", name: "Ana",
        #""phone":"+34 600 123 457","address":{"mail":"Boss <boss@corp.example>","phone":9988776655,"#
          + #""note":"write to boss@corp.example.","tel":{"home":"+49 30 1234567"}}"#),
      TestRecord.client(2, "twin@example.com", name: "Twin", #""phone":"444 555 33""#),
      #"{"_id":"mail@id.test","name":"Nobody"}"#,
    ])
    return stage
  }

  @Test func `neither text nor any report has an email or a phone`() throws {
    let stage = try Self.stage()
    var shown: [String: String] = [:]
    for form in ["html", "md", "ndjson", "csv"] {
      let end = try stage.expect(3, "-n", "-v", "--force", "--mask", "--report", "plan.\(form)")
      shown["text"] = end.output + end.error
      shown[form] = try stage.text("plan.\(form)")
    }
    for (form, text) in shown {
      for secret in Self.secrets {
        #expect(!text.lowercased().contains(secret), "\(form): \(secret)")
      }
      #expect(text.contains("a***@e***.com#"), "\(form)")
      #expect(text.contains("b***@c***.example#"), "\(form)")
      #expect(text.contains("m***@i***.test#"), "\(form)")
    }
    #expect(shown["text"]?.contains("+** *** *** *57") == true)
    #expect(shown["text"]?.contains("********55") == true, "a number is a phone too")
    #expect(shown["text"]?.contains("write to b***@c***.example#") == true)
  }

  @Test func `a phone that is the name of a member is hidden as a value is`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ADD phones jsonb;
      INSERT INTO public.clients (name, email, phones)
      VALUES ('Ann', 'client1@x.test', '{"+34600111222": "home", "list": [1, 2]}');
      """)
    try stage.file("m.json", #"{"columns":[{"field":"name"},{"field":"phones","type":"jsonb"}]}"#)
    try stage.source([
      TestRecord.client(
        1, "client1@x.test", #""phones":{"600 777 888":{"2":["x"]},"list":[1,3]}"#),
      TestRecord.client(2, "client2@x.test", #""phones":{"655.444.333":{"x":[{"699555444":1}]}}"#),
      TestRecord.client(3, "client3@x.test", #""phones":{"600999111":{"$numberLong":"x"}}"#),
    ])
    var shown = ""
    for form in ["html", "md", "ndjson", "csv"] {
      let end = try stage.expect(
        3, "-n", "-v", "--force", "--mask", "--mapping", "m.json", "--report", "plan.\(form)")
      shown += try end.everything + stage.text("plan.\(form)")
    }
    shown += try stage.expect(0, "explain", "client1@x.test", "--mask", "--mapping", "m.json")
      .output
    for phone in ["600111", "600 777", "655.4", "69955", "60099"] {
      #expect(!shown.contains(phone), "\(phone)")
    }
    for masked in ["phones.\"+*********22\"", "phones.list[1]", "phones.*******11: malformed"] {
      #expect(shown.contains(masked), "\(masked)")
    }
  }

  @Test func `two clients stay apart, one client stays the same, and a change is seen`() throws {
    let stage = try Self.stage()
    try stage.expect(3, "-n", "--force", "--mask", "--report", "plan.ndjson")
    let entries = try stage.report("plan.ndjson")
    let keys = entries.compactMap(\.key)
    #expect(Set(keys).count == 2 && keys.count == 2)
    let text = try stage.text("plan.ndjson")
    let key = try #require(keys.first)
    // Upper and lower case are one client: the column is told by the same tag as the key.
    let before = "A***@e***.com\(key.suffix(9))"
    #expect(text.contains("\"email\":{\"from\":\"\(before)\",\"to\":\"\(key)\"}"))
    #expect(
      text.contains("\"phone\":{\"from\":\"*** *** 33\",\"to\":\"*** *** 33 (different)\"}"))
    try stage.expect(3, "-n", "--force", "--mask", "--report", "again.ndjson")
    #expect(try stage.text("again.ndjson") == text)
  }

  @Test func `a failure holds no data: it is the same on the page and on the screen`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(
      69, "status", "--mask", "--source", "clients@shop.example.bson", "--report", "page.md")
    for text in [end.output, end.error, try stage.text("page.md")] {
      #expect(text.contains("clients@shop.example.bson"), "\(text)")
    }
  }

  @Test func `a warning names no client, and the table is written as without the mask`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(
      0, "--force", "--mask", "--only", "ana.lopez@example.com", "--only", "gone@example.com")
    #expect(end.error.contains("the source has no record of g***@e***.com#"))
    #expect(!(end.output + end.error).contains("gone@"))
    #expect(
      try stage.database.value("SELECT email || phone FROM public.clients WHERE name = 'Ana'")
        == "ana.lopez@example.com+34 600 123 457")
  }
}
