import Testing

/// Policies that hide rows, refuse them, or hold for the owner, too.
struct RowSecurityTests {
  private static func stage(_ policies: String) throws -> (ProcessStage, TestRole) {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT CASE n WHEN 2 THEN 'hidden' ELSE 'Old' END, 'client' || n || '@x.test'
      FROM generate_series(1, 3) n;
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      \(policies)
      """)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source(TestRecord.many(4))
    return (stage, role)
  }

  private static let rows = "SELECT name, email FROM public.clients ORDER BY email COLLATE \"C\""

  /// The policies, what becomes of the four records, and whose rows are as before.
  @Test(arguments: [
    (
      "CREATE POLICY all_but ON public.clients USING (name <> 'hidden') WITH CHECK (true);",
      ["update", "failed unique-violation clients_email_key", "update", "create"], [2]
    ),
    (
      """
      CREATE POLICY see ON public.clients FOR SELECT USING (true);
      CREATE POLICY touch ON public.clients FOR UPDATE USING (email <> 'client3@x.test');
      """, ["update", "update", "failed policy-violation", "failed policy-violation"], [3]
    ),
    (
      """
      CREATE POLICY see ON public.clients FOR SELECT USING (true);
      CREATE POLICY touch ON public.clients FOR UPDATE USING (true)
        WITH CHECK (email <> 'client1@x.test');
      CREATE POLICY add ON public.clients FOR INSERT WITH CHECK (true);
      """, ["failed policy-violation", "update", "update", "create"], [1]
    ),
  ])
  func `rows that a policy keeps from the role fail alone and stay as they are`(
    policies: String, verdicts: [String], kept: [Int]
  ) throws {
    let (stage, role) = try Self.stage(policies)
    defer { withExtendedLifetime(role) {} }
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(end.error.contains("row-level security applies to this role"), "\(end.error)")
    #expect(
      try stage.report("run.ndjson").sorted { ($0.key ?? "") < ($1.key ?? "") }.map(\.verdict)
        == verdicts)
    let after = try stage.database.rows(Self.rows)
    for number in 1...3 {
      let name = kept.contains(number) ? (number == 2 ? "hidden" : "Old") : "Ann"
      #expect(after.contains("\(name)|client\(number)@x.test"), "\(after)")
    }
    #expect(after.contains("Ann|client4@x.test") == (verdicts[3] == "create"))
  }

  @Test func `forced row security holds for the table's owner, who is warned`() throws {
    let (stage, role) = try Self.stage(
      "CREATE POLICY see ON public.clients USING (name <> 'hidden');")
    defer { withExtendedLifetime(role) {} }
    try stage.database.run("ALTER TABLE public.clients OWNER TO \(role.name)")
    let free = try stage.expect(0, "--dry-run", "--force")
    #expect(!free.error.contains("row-level security"))
    #expect(try free.counts() == ["read": 4, "create": 1, "update": 3])
    try stage.database.run("ALTER TABLE public.clients FORCE ROW LEVEL SECURITY")
    let forced = try stage.expect(3, "--force")
    #expect(forced.error.contains("row-level security applies to this role"))
    #expect(try forced.counts() == ["read": 4, "create": 1, "update": 2, "failed": 1])
    let check = try stage.expect(0, "check")
    #expect(check.output.contains("rows it hides count as missing"), "\(check.output)")
    try stage.database.run("ALTER TABLE public.clients OWNER TO postgres")
  }
}
