import TestSupport
import Testing

/// Runs from the strict stand-in for MongoDB end as runs from the other server do, although it refuses what it does not
/// understand.
struct StoreSourceTests {
  private static let records =
    TestRecord.many(300) + [
      TestRecord.client(301, " Zoë@x.test ", name: "Zoë 王", #""address":{"city":"Łódź"}"#),
      TestRecord.client(302, "zoë@x.test", name: "Zoë"),
      TestRecord.client(303, "none", name: "Ben"),
    ]

  @Test(arguments: [["--dry-run"], [], ["--force"], ["--only", "Client7@X.test"]])
  func `a run from the strict stand-in ends as from the other server`(arguments: [String]) throws {
    let store = try MongoStore()
    try store.insert("app.clients", json: Self.records)
    let other = try MongoCollection(Self.records)
    #expect(try Self.run(arguments, store.uri) == Self.run(arguments, other.uri))
  }

  /// How the run ended, and what the table holds then.
  private static func run(_ arguments: [String], _ uri: String) throws -> [String] {
    let stage = try ProcessStage()
    try stage.database.run(
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client7@x.test')")
    stage.environment["MONGODB_URI"] = uri
    let end = try stage.start(arguments + ["--format", "json"], [:]).end()
    let rows = try stage.database.rows(
      "SELECT id, name, email, address::text FROM public.clients ORDER BY email")
    return ["\(end.status)", "\(try end.counts().sorted { $0.key < $1.key })"] + rows
  }
}
