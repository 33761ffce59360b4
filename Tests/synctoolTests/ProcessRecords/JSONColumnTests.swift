import Testing

/// A `json` column, which keeps what `jsonb` cannot hold, and every text as it was written.
struct JSONColumnTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing("JSONB", with: "JSON"),
      """
      INSERT INTO public.clients (name, email, address) VALUES
        ('Old', 'client1@x.test', '{"b" : 1,  "a":[1.50], "b": 2}'),
        ('Ann', 'client2@x.test', '{"a":"\\u0000"}'), ('Ann', 'client3@x.test', '["\\ud800", 1]'),
        ('Ann', 'client4@x.test', '[1e400000]'), ('Ann', 'client5@x.test', '{"a":"\\\\u0000 \\ud83d\\ude00 1e400000"}'),
        ('Ann', 'client6@x.test', '["\\ude00\\ud83d"]'), ('Ann', 'client7@x.test', 'null'),
        ('Ann', 'client8@x.test', '["\\\\\\u0000"]');
      """)
    try stage.expect(0, "init")
    return stage
  }

  private static let written = "SELECT address::text FROM public.clients ORDER BY id"

  @Test func `a value that is equal stays as it is written`() throws {
    let stage = try Self.stage()
    try stage.source([
      TestRecord.client(1, "client1@x.test", name: "New", #""address":{"a":[1.5],"b":2}"#),
      TestRecord.client(5, "client5@x.test", #""address":{"a":"\\u0000 😀 1e400000"}"#),
    ])
    let before = try stage.database.rows(Self.written)
    #expect(
      try stage.expect(0, "--force").counts() == [
        "read": 2, "update": 1, "unchanged": 1, "orphan": 6,
      ])
    #expect(try stage.database.rows(Self.written) == before)
  }

  @Test func `a value that jsonb cannot hold differs, is replaced, and comes back to the byte`()
    throws
  {
    let stage = try Self.stage()
    try stage.source(
      (1...8).map { TestRecord.client($0, "client\($0)@x.test", #""address":{"n":1}"#) })
    let before = try stage.database.rows(Self.written)
    let dry = try stage.expect(0, "-n", "--force", "--report", "dry.ndjson")
    #expect(try dry.counts() == ["read": 8, "update": 8])
    let report = try stage.text("dry.ndjson")
    #expect(report.contains(#""from":"{\"a\":\"\\u0000\"}""#), "\(report)")
    try stage.expect(0, "explain", "client3@x.test")
    try stage.expect(0, "--force", "--expect", try dry.digest())
    #expect(Set(try stage.database.rows(Self.written)) == [#"{"n": 1}"#])
    #expect(try stage.expect(0, "--force").counts() == ["read": 8, "unchanged": 8])
    try stage.expect(0, "show", "1")
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.rows(Self.written) == before)
  }

  @Test func `a row's JSON null is no missing value`() throws {
    let stage = try Self.stage()
    try stage.source([TestRecord.client(7, "client7@x.test")])
    #expect(try stage.expect(0, "--force").counts()["update"] == 1)
    #expect(
      try stage.database.value("SELECT address IS NULL FROM public.clients WHERE id = 7") == "t")
    #expect(try stage.expect(0, "--force").counts()["unchanged"] == 1)
  }
}
