import Testing

/// Sequences that come to their end, or to that of the column's type.
struct SequenceEndTests {
  /// Ends of a sequence, how many ids are left, and what PostgreSQL says beyond.
  private static let ends: [(sql: String, left: Int, field: String)] = [
    ("ALTER SEQUENCE public.clients_id_seq MAXVALUE 3;", 3, "2200H"),
    (
      "ALTER SEQUENCE public.clients_id_seq MAXVALUE 40; SELECT setval('public.clients_id_seq', 40);",
      0, "2200H"
    ),
    ("ALTER SEQUENCE public.clients_id_seq INCREMENT 10 MAXVALUE 25;", 3, "2200H"),
    (
      "ALTER TABLE public.clients ALTER id TYPE int2; SELECT setval('public.clients_id_seq', 32765);",
      2, "22003"
    ),
    (
      """
      ALTER TABLE public.clients ALTER id TYPE int4;
      SELECT setval('public.clients_id_seq', 2147483647, false);
      """, 1, "22003"
    ),
    ("SELECT setval('public.clients_id_seq', 9223372036854775807);", 0, "2200H"),
    (
      """
      CREATE SEQUENCE public.falling INCREMENT -1 MINVALUE -2;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.falling');
      """, 2, "2200H"
    ),
  ]

  @Test(arguments: ends)
  func `those are created for which there are ids, the others fail`(
    sql: String, left: Int, field: String
  ) throws {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    try stage.source(TestRecord.many(5))
    let expected = ["read": 5, "create": left, "failed": 5 - left].filter { $0.value > 0 }
    let dry = try stage.expect(3, "--dry-run")
    #expect(try dry.counts() == expected)
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == expected, "\(end.everything)")
    #expect(
      Set(try stage.report("run.ndjson").filter { $0.action == "failed" }.map(\.verdict))
        == ["failed refused \(field)"])
    #expect(try stage.database.emails() == (0..<left).map { "client\($0 + 1)@x.test" })
    let check = try stage.expect(0, "check")
    #expect(check.output.contains("warn  target  sequence: 0 values left"), "\(check.output)")
  }

  @Test func `a sequence that begins anew meets the first rows`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'old1'), ('Old', 'old2');
      ALTER SEQUENCE public.clients_id_seq MAXVALUE 10 CYCLE;
      SELECT setval('public.clients_id_seq', 8);
      """)
    try stage.source(TestRecord.many(2))
    try stage.expect(0)
    try stage.source(TestRecord.many(3))
    let end = try stage.expect(78)
    #expect(end.error.contains("continues with 1, and the column"), "\(end.error)")
    try stage.database.run("DELETE FROM public.clients WHERE id < 3")
    try stage.expect(0)
    #expect(
      try stage.database.rows("SELECT id FROM public.clients ORDER BY id") == ["1", "9", "10"])
  }
}
