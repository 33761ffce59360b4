import Testing

/// Two rows with the very same email: the unique index does not keep its word.
struct DamagedIndexTests {
  /// How the index came to it: it was not unique for a while, or it lacks the second row.
  private static let damages = ["indisunique", "indisready"]

  /// `others` sound rows that every record of `clientN` equals, and two rows of ann with these names.
  private static func stage(
    _ damage: String, _ names: (String, String), others: Int = 60
  ) throws -> ProcessStage {
    let index = "WHERE indexrelid = 'public.clients_email_key'::regclass"
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
        SELECT 'Ann', 'client' || n || '@x.test' FROM generate_series(1, \(others)) n;
      INSERT INTO public.clients (name, email) VALUES ('\(names.0)', 'ann@x.test');
      """)
    // Each in a transaction of its own, so that the next one plans anew.
    try stage.database.run("UPDATE pg_index SET \(damage) = false \(index)")
    try stage.database.run(
      "INSERT INTO public.clients (name, email) VALUES ('\(names.1)', 'ann@x.test')")
    try stage.database.run("UPDATE pg_index SET \(damage) = true \(index)")
    return stage
  }

  private static let names: [(String, String)] = [
    ("A", "B"), ("New", "B"), ("B", "New"), ("New", "New"),
  ]

  @Test(arguments: damages, names)
  func `a record with two rows is ambiguous and writes neither`(
    damage: String, names: (String, String)
  ) throws {
    let stage = try Self.stage(damage, names)
    try stage.source(TestRecord.many(60) + [TestRecord.client(99, "ann@x.test", name: "New")])
    let before = try stage.database.versions()
    let input = try stage.text("clients.ndjson")
    for arguments in [["--force"], ["-n", "--force"], [], ["--force", "--source", "-"]] {
      let end = try stage.start(
        arguments + ["--report", "run.ndjson"], input: .bytes(Array(input.utf8))
      ).end()
      #expect(end.status == 3, "\(end.everything)")
      #expect(try end.counts() == ["read": 61, "unchanged": 60, "rejected": 1], "\(arguments)")
      #expect(
        try stage.report("run.ndjson").map(\.verdict) == ["rejected ambiguous-target email"])
    }
    #expect(try stage.database.versions() == before)
    let status = try stage.expect(3, "status")
    #expect(status.output.contains("1 rejected"), "\(status.everything)")
  }

  @Test(arguments: damages)
  func `also where nothing else is there, for one client alone, and among duplicates`(
    damage: String
  ) throws {
    let stage = try Self.stage(damage, ("A", "B"), others: 0)
    let record = TestRecord.client(1, "ann@x.test", name: "New")
    try stage.source([record])
    #expect(try stage.expect(3, "--force").counts() == ["read": 1, "rejected": 1])
    let one = try stage.expect(3, "--force", "--only", "ANN@x.test")
    #expect(try one.counts() == ["read": 1, "rejected": 1])
    try stage.source([record, TestRecord.client(2, "ann@x.test"), TestRecord.client(3, "e@x.test")])
    for rule in ["newest", "oldest", "skip"] {
      let end = try stage.run("--force", "-n", "--on-duplicate", rule)
      #expect(end.status == 3, "\(end.everything)")
      let counts = try end.counts()
      #expect(counts["read"] == 3 && counts["create"] == 1 && counts["update"] == nil)
      #expect(counts["orphan"] == nil && counts["unchanged"] == nil)
    }
    try stage.source([TestRecord.client(3, "e@x.test")])
    #expect(try stage.expect(0, "--force").counts() == ["read": 1, "create": 1, "orphan": 2])
  }

  @Test(arguments: [("a@x.test", "b@x.test"), ("b@x.test", "a@x.test")])
  func `of two rows with one id the other client's is not written`(
    mine: String, other: String
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (id, name, email) VALUES (7, 'Old', 'a@x.test');")
    let index = "WHERE indexrelid = 'public.clients_pkey'::regclass"
    try stage.database.run("UPDATE pg_index SET indisunique = false \(index)")
    try stage.database.run(
      "INSERT INTO public.clients (id, name, email) VALUES (7, 'Old', 'b@x.test')")
    try stage.database.run("UPDATE pg_index SET indisunique = true \(index)")
    try stage.source([TestRecord.client(1, mine, name: "New"), TestRecord.client(2, "c@x.test")])
    let end = try stage.run("--force")
    let counts = try end.counts()
    #expect(counts["read"] == 2 && counts["create"] == 1 && counts["orphan"] == 1)
    #expect(counts["update"] == 1 || counts["failed"] == 1 && end.status == 3, "\(end.everything)")
    let name = "SELECT name FROM public.clients WHERE email ="
    #expect(try stage.database.rows("\(name) '\(other)'") == ["Old"])
    #expect(
      try stage.database.rows("\(name) '\(mine)'") == [counts["update"] == 1 ? "New" : "Old"])
  }
}
