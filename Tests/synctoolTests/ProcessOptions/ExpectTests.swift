import Testing

/// `--expect` against an application that goes on writing after the dry run.
struct ExpectTests {
  /// `name` is planned for u1 and u2; u3 is equal; u4 may not lose its flag; u5 has no record.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ADD note text;
      INSERT INTO public.clients (name, email, phone, protected, address) VALUES
        ('Old', 'u1@x.test', '1', false, '{"a":1}'), ('Old', 'u2@x.test', NULL, false, NULL),
        ('Ann', 'u3@x.test', NULL, false, NULL), ('Ann', 'u4@x.test', NULL, true, NULL),
        ('Ann', 'u5@x.test', NULL, false, NULL);
      """)
    try stage.source([
      TestRecord.client(1, "u1@x.test", #""phone":"1","address":{"a":1}"#),
      TestRecord.client(2, "u2@x.test"), TestRecord.client(3, "u3@x.test"),
      TestRecord.client(4, "u4@x.test", #""protected":false"#), TestRecord.client(6, "u6@x.test"),
    ])
    return stage
  }

  private static let overwritten = [
    "phone = '2' WHERE id = 1", "phone = NULL WHERE id = 1", "phone = '' WHERE id = 2",
    "address = '{\"a\":2}' WHERE id = 1", "address = '{\"a\":1,\"b\":null}' WHERE id = 1",
    "address = 'null' WHERE id = 2", "address = '{}' WHERE id = 2", "protected = true WHERE id = 1",
    "email = 'U1@x.test' WHERE id = 1", "name = 'Other' WHERE id = 1", "name = 'old' WHERE id = 2",
    "phone = '3' WHERE id = 3", "name = 'Ann' WHERE id = 1",
  ]

  @Test(arguments: overwritten)
  func `a value that the dry run did not show is not overwritten`(change: String) throws {
    let stage = try Self.stage()
    let digest = try stage.run("--dry-run", "--force").digest()
    try stage.database.run("UPDATE public.clients SET \(change)")
    let before = try stage.database.fingerprint()
    try stage.expect(5, "--force", "--expect", digest)
    #expect(try stage.database.fingerprint() == before)
    let next = try stage.run("--dry-run", "--force").digest()
    try stage.expect(0, "--force", "--expect", next)
  }

  private static let harmless = [
    "note = 'n'", "name = name", "updatedat = now()", "createdat = now() WHERE id = 1",
    "phone = '9', name = 'X' WHERE id = 5", "address = '{\"a\":1.0}' WHERE id = 1",
    "note = 'n' WHERE id = 3",
  ]

  @Test(arguments: harmless)
  func `what no run writes may go on to change`(change: String) throws {
    let stage = try Self.stage()
    let digest = try stage.run("--dry-run", "--force").digest()
    try stage.database.run("UPDATE public.clients SET \(change)")
    #expect(try stage.expect(0, "--force", "--expect", digest).counts()["update"] == 2)
  }

  @Test func `the time of creation belongs to the plan of a create alone`() throws {
    let stage = try Self.stage()
    let digest = try stage.run("--dry-run", "--force").digest()
    func source(_ first: String, _ last: String) throws {
      try stage.source([
        TestRecord.client(1, "u1@x.test", #""phone":"1","address":{"a":1}"# + first),
        TestRecord.client(2, "u2@x.test"), TestRecord.client(3, "u3@x.test"),
        TestRecord.client(4, "u4@x.test", #""protected":false"#),
        TestRecord.client(6, "u6@x.test", last),
      ])
    }
    let created = #""createdAt":{"$date":"2020-01-01T00:00:00Z"}"#
    try source("," + created, "")
    #expect(try stage.run("--dry-run", "--force").digest() == digest)
    try source("", created)
    #expect(try stage.run("--dry-run", "--force").digest() != digest)
  }

  @Test func `without force what differs is written by no run`() throws {
    let stage = try Self.stage()
    let digest = try stage.run("--dry-run").digest()
    try stage.database.run("UPDATE public.clients SET phone = '2', name = 'Other' WHERE id = 1")
    #expect(try stage.expect(0, "--expect", digest).counts()["create"] == 1)
  }

  private static let keptValues = [
    "phone = '2' WHERE id = 1", "phone = NULL WHERE id = 1", "protected = true WHERE id = 1",
    "protected = NULL WHERE id = 1", "address = '[]' WHERE id = 2",
  ]

  /// A value that an absent field leaves alone is the row's, and no part of a plan that writes no row.
  @Test(arguments: keptValues)
  func `without force a value that is kept may go on to change`(change: String) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, protected, address) VALUES
        ('Old', 'u1@x.test', '1', false, NULL), ('Old', 'u2@x.test', NULL, true, '{"a":1}');
      """)
    try stage.file(
      "mapping.json",
      #"{"columns":[{"field":"name","absent":"keep"},{"field":"phone","absent":"keep"},"#
        + #"{"field":"address","type":"jsonb","absent":"keep"}]}"#)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    let added = TestRecord.client(3, "u3@x.test", #""phone":"3","address":{}"#)
    try stage.source([
      TestRecord.client(1, "u1@x.test"), TestRecord.client(2, "u2@x.test"), added,
    ])
    let digest = try stage.run("--dry-run").digest()
    try stage.database.run("UPDATE public.clients SET \(change)")
    // What a record says of it is a part all the same.
    try stage.source([
      TestRecord.client(1, "u1@x.test", name: "New"), TestRecord.client(2, "u2@x.test"), added,
    ])
    try stage.expect(5, "--expect", digest)
    try stage.source([
      TestRecord.client(1, "u1@x.test"), TestRecord.client(2, "u2@x.test"), added,
    ])
    #expect(try stage.expect(0, "--expect", digest).counts()["create"] == 1)
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
}
