import Testing

/// Row-level security that hides rows from the role of an undo, or refuses what it writes.
struct UndoPolicyTests {
  /// What holds for the role, the verdicts of new1, new2, old1 and old2, and how many rows are written.
  private static let cases: [(sql: String, verdicts: [String])] = [
    (
      "CREATE POLICY p ON public.clients USING (email NOT IN ('new1@x.test', 'old1@x.test'));",
      ["kept not-visible", "delete", "kept not-visible", "update"]
    ),
    (
      "CREATE POLICY p ON public.clients USING (true); DELETE FROM public.clients WHERE id = 3;",
      ["kept not-visible", "delete", "update", "update"]
    ),
    (
      """
      CREATE POLICY s ON public.clients FOR SELECT USING (true);
      CREATE POLICY u ON public.clients FOR UPDATE USING (email <> 'old1@x.test');
      CREATE POLICY d ON public.clients FOR DELETE USING (email <> 'new2@x.test');
      """, ["delete", "failed policy-violation", "failed policy-violation", "update"]
    ),
    // The row as it was before is one that the role must not write.
    (
      """
      CREATE POLICY s ON public.clients FOR SELECT USING (true);
      CREATE POLICY u ON public.clients FOR UPDATE USING (true) WITH CHECK (name <> 'Old');
      CREATE POLICY d ON public.clients FOR DELETE USING (true);
      """, ["delete", "delete", "failed policy-violation", "failed policy-violation"]
    ),
    // It would not be visible any more.
    (
      "CREATE POLICY p ON public.clients USING (name <> 'Old') WITH CHECK (true);",
      ["delete", "delete", "failed policy-violation", "failed policy-violation"]
    ),
  ]

  private static func role(_ scene: UndoScene, _ policies: String) throws -> TestRole {
    let role = try TestRole(scene.database, "SELECT, INSERT, UPDATE, DELETE")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL SEQUENCES IN SCHEMA synctool TO \(role.name);
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      \(policies)
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    return role
  }

  @Test(arguments: cases)
  func `a row that the role cannot see or write is told as that`(
    sql: String, verdicts: [String]
  ) throws {
    let scene = try UndoScene()
    let role = try Self.role(scene, sql)
    defer { withExtendedLifetime(role) {} }
    let before = try scene.database.versions()
    let end = try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(end.error.contains("row-level security applies to this role"), "\(end.error)")
    #expect(try scene.stage.report("run.ndjson").map(\.verdict) == verdicts)
    // Every row that is not called taken back is the very version that it was.
    let left = zip(["new1@x.test", "new2@x.test", "old1@x.test", "old2@x.test"], verdicts)
      .filter { $1.hasPrefix("kept") || $1.hasPrefix("failed") }.map(\.0)
    let after = Set(try scene.database.versions())
    for version in before where left.contains(where: version.lowercased().contains) {
      #expect(after.contains(version), "\(version)")
    }
    #expect(
      try scene.database.value("SELECT count(*) FROM synctool.changes WHERE run = 2")
        == "\(4 - left.count)")
  }

  @Test func `a hidden row is not met by one that is created again`() throws {
    let scene = try UndoScene()
    try scene.stage.expect(0, "undo", "1")
    try scene.database.run(
      "INSERT INTO public.clients (id, name, email) VALUES (3, 'Hidden', 'x@x.test')")
    let role = try Self.role(
      scene, "CREATE POLICY p ON public.clients USING (name <> 'Hidden') WITH CHECK (true);")
    defer { withExtendedLifetime(role) {} }
    try scene.stage.expect(3, "undo", "2", "--report", "run.ndjson")
    #expect(
      try scene.verdicts("run.ndjson").first
        == "new1@x.test failed unique-violation clients_pkey")
    #expect(
      try scene.database.rows("SELECT email FROM public.clients WHERE id = 3") == ["x@x.test"])
  }

  @Test func `without row-level security a row that is not there is gone`() throws {
    let scene = try UndoScene()
    let role = try Self.role(scene, "DELETE FROM public.clients WHERE id = 3;")
    defer { withExtendedLifetime(role) {} }
    try scene.database.run("ALTER ROLE \(role.name) BYPASSRLS")
    let end = try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(!end.error.contains("row-level security"), "\(end.error)")
    #expect(try scene.verdicts("run.ndjson").first == "new1@x.test kept gone")
  }
}
