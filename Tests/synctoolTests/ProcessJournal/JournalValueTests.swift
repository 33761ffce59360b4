import Testing

/// What the journal keeps of a row is what the row holds, whatever its columns are like.
struct JournalValueTests {
  @Test func `columns of several collations are compared byte by byte`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ALTER name TYPE varchar(255) COLLATE "POSIX",
        ALTER phone TYPE varchar(50) COLLATE "C";
      INSERT INTO public.clients (name, email, phone) VALUES ('ANN', 'a@x.test', '1'), ('Bob', 'b@x.test', '1');
      """)
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "a@x.test", name: "Ann", #""phone":"1""#),
      TestRecord.client(2, "b@x.test", name: "Bob", #""phone":"2""#),
    ])
    try stage.expect(0, "--force")
    #expect(
      try stage.database.rows(
        """
        SELECT key, before - 'updatedat' - 'protected', after - 'updatedat' - 'protected'
        FROM synctool.changes ORDER BY key
        """) == [
          #"a@x.test|{"name": "ANN"}|{"name": "Ann"}"#,
          #"b@x.test|{"phone": "1"}|{"phone": "2"}"#,
        ])
  }

  @Test(arguments: [("casefold", "ann@x.test"), ("exact", "Ann@X.test")])
  func `a created client is kept under its key`(match: String, key: String) throws {
    let stage = try ProcessStage(TestDatabase.clients)
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, #"\t Ann@X.test\n"#)])
    try stage.expect(0, "--match", match)
    #expect(
      try stage.database.rows(
        "SELECT c.key, t.email FROM synctool.changes c JOIN public.clients t ON t.id::text = c.target_id"
      ) == ["\(key)|Ann@X.test"])
  }
}
