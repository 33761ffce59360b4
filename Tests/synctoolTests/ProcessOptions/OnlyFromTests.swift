import Testing

/// `--only-from` takes a list of emails, and names what is a table instead.
struct OnlyFromTests {
  private static let tables: [(text: String, words: String)] = [
    ("\"email\",\"name\"\n\"ann@x.test\",\"Ann\"\n", "line 1 has quotes and a comma, line 2 has"),
    ("ann@x.test\n\"bob@x.test\"\n", "line 2 has quotes"),
    ("\"ann@x.test\"\r\n", "line 1 has quotes"),
    ("email\nann@x.test\n", "line 1 has no @"),
    ("ann@x.test\n\n# note\nbob@x.test;Bob\n", "line 4 has a semicolon"),
    ("ann@x.test\tAnn\n", "line 1 has a tab"),
    ("ann@x.test, bob@x.test\n", "line 1 has a comma"),
    ("ann@x.test\n\n# note\nAnn <ann@x.test>\n", "line 4 has no email address"),
    ("# x\nann@@x.test\nb b@x.test\n", "line 2 has no email address, line 3 has no"),
    ("ann@x.test\rbob@x.test\r", "line 1 has no email address"),
    (String(repeating: "a,b\n", count: 9), "line 5 has a comma and 4 more lines"),
    ("action,key\ncreate,ann@x.test\n", "to take the clients from a report, use fix --from"),
  ]

  @Test(arguments: tables.indices)
  func `cells are not taken for emails`(index: Int) throws {
    let (text, words) = Self.tables[index]
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.file("list.csv", text)
    let end = try stage.expect(64, "--only-from", "list.csv")
    #expect(end.error.contains("--only-from: the file is not a list of emails"), "\(end.error)")
    #expect(end.error.contains(words), "\(end.error)")
    #expect(!end.error.contains("x.test"), "no address stands in an error")
    #expect(try stage.database.count() == 0)
    let variable = try stage.expect(78, with: ["SYNCTOOL_ONLY_FROM": "list.csv"])
    #expect(variable.error.contains(words))
  }

  @Test func `a plain list is taken, with notes, blank lines and a byte order mark`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.file(
      "list.txt", "\u{FEFF}# from the ticket, \"urgent\"\r\n client1@x.test \r\n\r\nclient3@x.test")
    try stage.expect(0, "--only-from", "list.txt")
    #expect(try stage.database.emails() == ["client1@x.test", "client3@x.test"])
  }
}
