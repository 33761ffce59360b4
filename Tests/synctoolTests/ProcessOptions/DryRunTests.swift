import Testing

/// `--dry-run`, `--force`, `--detailed-exitcode` and `--expect`, run as processes.
struct DryRunTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone)
      VALUES ('Old', 'Old@x.test', '1'), ('Same', 'same@x.test', NULL), ('Gone', 'gone@x.test', '');
      """)
    try stage.source([
      TestRecord.client(1, "new@x.test"), TestRecord.client(2, "old@x.test", name: "New"),
      TestRecord.client(3, "same@x.test", name: "Same"),
    ])
    return stage
  }

  @Test func `a dry run begins and ends with its banner and leaves the database as it was`() throws
  {
    let stage = try Self.stage()
    let before = try stage.database.fingerprint()
    for arguments in [["--dry-run"], ["sync", "-n", "-f"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 0, "\(end.everything)")
      #expect(end.lines.first == "DRY RUN: nothing is written")
      #expect(end.lines.last == "DRY RUN: nothing was written")
      #expect(end.error == "")
    }
    #expect(try stage.database.fingerprint() == before)
  }

  @Test func `a dry run shows each change with its values before and after`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "--dry-run", "--force")
    #expect(
      end.lines.filter { $0.first == "+" || $0.first == "~" } == [
        #"+ create     new@x.test  email: "new@x.test"; protected: false; name: "Ann";"#
          + #" createdat: "2023-11-14T22:13:20+00:00""#,
        #"~ update     old@x.test  email: "Old@x.test" -> "old@x.test";"#
          + #" name: "Old" -> "New"; phone: "1" -> null"#,
      ])
    #expect(try end.counts() == ["read": 3, "create": 1, "update": 1, "unchanged": 1, "orphan": 1])
  }

  @Test func `without force a client that differs stays so`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0)
    #expect(
      try end.counts() == ["read": 3, "create": 1, "differs": 1, "unchanged": 1, "orphan": 1])
    #expect(end.output.contains("= differs    old@x.test"))
    #expect(end.output.contains("no-force"))
    #expect(
      try stage.database.rows("SELECT name, email, phone FROM public.clients ORDER BY id") == [
        "Old|Old@x.test|1", "Same|same@x.test|", "Gone|gone@x.test|", "Ann|new@x.test|",
      ])
  }

  @Test(arguments: ["--force", "-f"])
  func `force updates what differs, and the next run finds nothing`(option: String) throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, option)
    #expect(try end.counts() == ["read": 3, "create": 1, "update": 1, "unchanged": 1, "orphan": 1])
    #expect(
      try stage.database.rows(
        """
        SELECT name, email, phone, protected, createdat = 'epoch'::timestamptz + '1700000000 s',
          updatedat > now() - interval '1 minute' FROM public.clients WHERE id IN (1, 4) ORDER BY id
        """) == ["New|old@x.test||f|f|t", "Ann|new@x.test||f|t|t"])
    let after = try stage.database.fingerprint()
    let second = try stage.expect(0, option)
    #expect(try second.counts() == ["read": 3, "unchanged": 3, "orphan": 1])
    #expect(try stage.database.fingerprint() == after)
  }

  @Test func `a dry run counts what the run then does`() throws {
    let stage = try Self.stage()
    let planned = try stage.run("--dry-run", "--force").counts()
    #expect(try stage.run("--force").counts() == planned)
  }

  @Test func `the detailed exit code is 2 only for a dry run with changes and without problems`()
    throws
  {
    let stage = try Self.stage()
    try stage.expect(2, "--dry-run", "--detailed-exitcode")
    try stage.expect(0, "--dry-run")
    try stage.expect(0, "--detailed-exitcode")
    // What differs is no change without --force.
    try stage.expect(0, "--dry-run", "--detailed-exitcode")
    try stage.expect(2, "--dry-run", "--detailed-exitcode", "--force")
    try stage.source([TestRecord.client(9, "newer@x.test"), TestRecord.client(8, "no email")])
    try stage.expect(3, "--dry-run", "--detailed-exitcode")
  }

  @Test func `the expected plan is carried out, another one is not`() throws {
    let stage = try Self.stage()
    let before = try stage.database.fingerprint()
    let digest = try stage.run("--dry-run", "--force").digest()
    let wrong = String(digest.reversed())
    let refused = try stage.expect(5, "--force", "--expect", wrong)
    #expect(refused.error.contains("the plan is not the one that --expect names"))
    #expect(refused.output.contains("~ update     old@x.test"), "the plan is shown all the same")
    // The same digest without --force is another plan.
    try stage.expect(5, "--expect", digest)
    #expect(try stage.database.fingerprint() == before)
    let done = try stage.expect(0, "--force", "--expect", digest)
    #expect(try done.digest() == digest)
    try stage.expect(5, "--force", "--expect", digest)
  }

  @Test func `the digest does not depend on the order of the source or the time`() throws {
    let stage = try Self.stage()
    let records = TestRecord.many(5)
    try stage.source(records)
    let first = try stage.run("-n").digest()
    try stage.source(records.reversed())
    #expect(try stage.run("-n").digest() == first)
    try stage.source(TestRecord.many(5, name: "Bob"))
    #expect(try stage.run("-n").digest() != first)
  }

  @Test func `a dry run with a moved plan ends as the run would`() throws {
    let stage = try Self.stage()
    try stage.expect(5, "-n", "--expect", String(repeating: "0", count: 32))
  }
}
