import Foundation
import Records
import SyncCore
import Testing

/// Every reason code comes out of a real run.
struct ReasonTests {
  private static let good = [("name", TestBSON.string("Ann"))]

  private static func record(
    _ number: Int, _ email: String, _ more: [(String, TestBSON)]
  ) -> [UInt8] {
    TestBSON.client(number, [("email", .string(email))] + more)
  }

  private static func nested(_ levels: Int) -> TestBSON {
    (0..<levels).reduce(.document([])) { inner, _ in .document([("a", inner)]) }
  }

  /// Records that cannot be rows, and what each must be told.
  private static var rejected: [(record: [UInt8], verdict: String)] {
    let long = String(repeating: "é", count: 256)
    let tooLate = TestBSON.date(.max)
    return [
      (TestBSON.client(1, good), "email-missing email"),
      (record(2, " \t ", good), "email-missing email"),
      (record(3, "no at", good), "email-invalid email"),
      (record(4, "a@b@c.test", good), "email-invalid email"),
      (record(5, "a\u{200B}@x.test", good), "email-invalid email"),
      (record(6, "nameless@x.test", []), "name-missing name"),
      (record(7, "null@x.test", [("name", .null)]), "name-missing name"),
      (record(8, "long@x.test", [("name", .string(long))]), "too-long name"),
      (record(9, "phone@x.test", good + [("phone", .bool(true))]), "wrong-type phone"),
      (record(10, "flag@x.test", good + [("protected", .int32(1))]), "wrong-type protected"),
      (record(11, "nul@x.test", [("name", .string("a\0b"))]), "nul-character name"),
      (record(12, "bad@x.test", [("name", .bytes([0xC3, 0x28]))]), "invalid-utf8 name"),
      (record(13, "late@x.test", good + [("createdAt", tooLate)]), "out-of-range createdAt"),
      (record(14, "deep@x.test", good + [("address", nested(101))]), "too-deep address"),
      (
        record(15, "twice@x.test", good + [("address", .document([("a", .null), ("a", .null)]))]),
        "duplicate-key address"
      ),
      (record(16, "two@x.test", good + good), "duplicate-key name"),
      (
        record(17, "inner@x.test", good + [("address", .raw(3, [9, 0, 0, 0, 99, 97, 0, 1, 0]))]),
        "malformed address"
      ),
      (TestBSON.client(18, [("email", .int32(5))] + good), "wrong-type email"),
      (record(19, "AMBIGUOUS@x.test", good), "ambiguous-target email"),
    ]
  }

  @Test
  func `each record that cannot be a row is told by reason and field, the good one is written`()
    throws
  {
    let stage = try Self.ambiguous()
    let records = Self.rejected.map(\.record) + [Self.record(99, "good@x.test", Self.good)]
    try stage.file("dump.bson", records.flatMap { $0 })
    let end = try stage.expect(3, "--source", "dump.bson", "--report", "run.ndjson")
    let count = Self.rejected.count
    #expect(try end.counts() == ["read": count + 1, "create": 1, "rejected": count])
    let entries = try stage.report("run.ndjson").filter { $0.action == "rejected" }
    let found = entries.map { "\($0.sourceId ?? "") \($0.reason ?? "") \($0.field ?? "")" }.sorted()
    let expected = Self.rejected.enumerated().map { "\(TestRecord.id($0 + 1)) \($1.verdict)" }
    #expect(found == expected.sorted())
    #expect(
      try stage.database.value("SELECT name FROM public.clients WHERE email = 'good@x.test'")
        == "Ann")
  }

  /// Two rows of the table have one key.
  private static func ambiguous() throws -> ProcessStage {
    try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      VALUES ('A', 'Ambiguous@x.test'), ('B', 'ambiguous@x.test');
      """)
  }

  @Test func `every reason code is reached by a run`() throws {
    var seen: Set<String> = []
    let stage = try Self.ambiguous()
    try stage.file("dump.bson", Self.rejected.flatMap(\.record))
    try stage.expect(3, "--source", "dump.bson", "--report", "run.ndjson")
    seen.formUnion(try stage.report("run.ndjson").compactMap(\.reason))
    for run in [Self.duplicates, Self.differences, Self.misfits, Self.refusals, Self.links] {
      seen.formUnion(try run().compactMap(\.reason))
    }
    seen.formUnion(try RefusalScene.policy().compactMap(\.reason))
    seen.formUnion(try MeanwhileScene.appeared().compactMap(\.reason))
    seen.formUnion(try MeanwhileScene.changed().compactMap(\.reason))
    // Those of an undo are reached by UndoKeptTests, UndoValueTests, UndoPolicyTests and JournalMeanwhileTests.
    // Those of identities are reached by IdentitiesTests, IdentityPreferenceTests and IdentityRingTests.
    // Those of links are reached by the folder links-checked of RunFolderTests.
    // Those of assign are reached by AssignPlanTests.
    let others = [
      Reason.clientMissing, .clientDangling, .clientUnsynced, .clientRejected, .clientExcluded,
      .ambiguous, .claimedTwice, .keyOccupied, .idTaken, .idCycle, .group, .rowOfAnother,
      .notLinked, .mismatched, .deadSource, .deadRow,
      .changedSince,
      .referenced,
      .gone, .notVisible, .taken, .notRestored,
      .notRecorded,
    ].map(\.rawValue)
    let missing = Set(Reason.allCases.map(\.rawValue)).subtracting(others)
      .symmetricDifference(seen)
    #expect(missing == [], "reason codes that no run gave, or that are unknown")
  }

  /// A client has a new email, and another one the old email; then the first is gone.
  private static func links() throws -> [ReportEntry] {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_SOURCE_NAME"] = "app.clients"
    try stage.expect(0, "init", "--links")
    try stage.source([TestRecord.client(1, "a@x.test")])
    try stage.expect(0)
    let other = TestRecord.client(2, "a@x.test")
    return try [[TestRecord.client(1, "b@x.test"), other], [other]].flatMap { records in
      try stage.source(records)
      try stage.expect(3, "--report", "run.ndjson")
      return try stage.report("run.ndjson").filter { $0.reason != "key-occupied" }
    }
  }

  private static func duplicates() throws -> [ReportEntry] {
    let stage = try ProcessStage()
    try stage.source([1, 2, 2].map { TestRecord.client($0, "a@x.test") })
    return try ["newest", "oldest", "skip"].flatMap { rule in
      try stage.run("-n", "--on-duplicate", rule, "--report", "run.ndjson")
      return try stage.report("run.ndjson")
    }
  }

  private static func differences() throws -> [ReportEntry] {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, protected)
      VALUES ('Old', 'a@x.test', false), ('Ann', 'b@x.test', true);
      """)
    try stage.source([
      TestRecord.client(1, "a@x.test"), TestRecord.client(2, "b@x.test", #""protected":false"#),
    ])
    try stage.expect(0, "--report", "run.ndjson")
    return try stage.report("run.ndjson")
  }

  private static func misfits() throws -> [ReportEntry] {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE TYPE public.names AS ENUM ('Ann');
      ALTER TABLE public.clients ALTER phone SET NOT NULL,
        ALTER name TYPE public.names USING name::public.names;
      """)
    try stage.source(TestRecord.many(1) + [TestRecord.client(2, "b@x.test", name: "ann")])
    try stage.expect(3, "--report", "run.ndjson")
    return try stage.report("run.ndjson")
  }

  private static func refusals() throws -> [ReportEntry] {
    let stage = try RefusalScene.stage()
    try stage.expect(3, "--report", "run.ndjson")
    return try stage.report("run.ndjson")
  }
}
