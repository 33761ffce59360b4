import Foundation
import Testing

/// What a mapping sets in new rows alone: columns with `"on": "create"` and ids that a sync makes.
struct MappingCreateTests {
  private static let table = """
    CREATE TABLE public.clients (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT,
      role TEXT NOT NULL, origin TEXT, extra JSONB);
    """

  private static func mapping(_ id: String) -> String {
    """
    {"id": \(id), "protected": null, "createdAt": null, "updatedAt": null, "columns": [
      {"field": "name"}, {"field": "role", "on": "create"},
      {"value": "mongo", "column": "origin", "on": "create"},
      {"field": "extra", "type": "jsonb", "on": "create"}]}
    """
  }

  private static func stage(
    _ records: [String], id: String = #"{"field": "_id", "ids": true}"#, _ table: String = table
  ) throws -> ProcessStage {
    let stage = try ProcessStage(table)
    try stage.file("mapping.json", mapping(id))
    try stage.source(records)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    return stage
  }

  /// A member of all entries of the report; their ids are texts here.
  private static func report(_ stage: ProcessStage, _ member: String) throws -> [String] {
    try stage.text("run.ndjson").split(separator: "\n").compactMap {
      let entry = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      return entry?[member] as? String
    }
  }

  private static let ann =
    #"{"_id":{"$oid":"5f0000000000000000000001"},"email":"ann@x.test","name":"Ann","role":"user","extra":{"a":1}}"#

  @Test func `a column that is set on create is neither compared nor written again`() throws {
    let stage = try Self.stage([Self.ann])
    let plan = try stage.expect(0, "--dry-run")
    #expect(plan.output.contains(#"role: "user"; origin: "mongo""#), "\(plan.output)")
    try stage.expect(0, "--expect", try plan.digest())
    let rows = "SELECT id, name, role, origin, extra::text FROM public.clients"
    #expect(
      try stage.database.rows(rows) == [#"5f0000000000000000000001|Ann|user|mongo|{"a": 1}"#])
    // The application continues with what it got, and the record goes its own way.
    try stage.database.run(
      """
      UPDATE public.clients SET role = 'admin', origin = NULL, extra = NULL;
      CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;
      CREATE TRIGGER no BEFORE UPDATE OF id, role, origin, extra ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.no();
      """)
    #expect(try stage.run("--force").counts() == ["read": 1, "unchanged": 1])
    try stage.source([
      Self.ann.replacing("\"Ann\"", with: "\"Anna\"").replacing("user", with: "guest")
    ])
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 1, "update": 1])
    #expect(!end.output.contains("role") && !end.output.contains("extra"), "\(end.output)")
    #expect(try stage.database.rows(rows) == ["5f0000000000000000000001|Anna|admin||"])
  }

  @Test func `a new row needs what its column takes no NULL for, a row that is there does not`()
    throws
  {
    let without = { (id: Int, mail: String) in #"{"_id":"\#(id)","email":"\#(mail)","name":"x"}"# }
    let stage = try Self.stage([Self.ann, without(2, "new@x.test")])
    let end = try stage.expect(3, "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 2, "create": 1, "rejected": 1])
    #expect(try Self.report(stage, "reason") == ["value-missing"])
    #expect(try Self.report(stage, "field") == ["role"])
    try stage.source([without(1, "ann@x.test")])
    #expect(try stage.expect(0, "--force").counts() == ["read": 1, "update": 1])
  }

  @Test func `a bad value of such a column rejects its record`() throws {
    let stage = try Self.stage([Self.ann.replacing("\"user\"", with: "7")])
    try stage.expect(3, "--report", "run.ndjson")
    #expect(try stage.report("run.ndjson").map(\.verdict) == ["rejected wrong-type role"])
  }

  @Test(arguments: [
    ("uuid", #"{"make": "uuid"}"#), ("text", #"{"make": "uuid"}"#),
    ("varchar(36)", #"{"column": "id", "make": "uuid"}"#),
  ])
  func `an id that the tool makes is written once, kept, journaled and taken back`(
    type: String, id: String
  ) throws {
    let stage = try Self.stage(
      [Self.ann, #"{"_id":2,"email":"bob@x.test","role":"user"}"#], id: id,
      Self.table.replacing("id TEXT", with: "id \(type)"))
    try stage.expect(0, "init")
    try stage.expect(0, "--report", "run.ndjson")
    let ids = try stage.database.rows("SELECT id FROM public.clients ORDER BY email")
    #expect(Set(ids).count == 2 && ids.allSatisfy { $0.utf8.count == 36 }, "\(ids)")
    #expect(
      try stage.database.rows("SELECT target_id FROM synctool.changes ORDER BY key") == ids)
    #expect(try Self.report(stage, "targetId").sorted() == ids.sorted())
    try stage.source([Self.ann.replacing("\"Ann\"", with: "\"Anna\"")])
    try stage.expect(0, "--force")
    #expect(try stage.database.rows("SELECT id FROM public.clients ORDER BY email") == ids)
    try stage.database.run("DELETE FROM public.clients WHERE email = 'ann@x.test'")
    try stage.expect(3, "undo", "1")
    #expect(try stage.database.count() == 0)
    try stage.expect(0, "undo", "3")
    #expect(try stage.database.rows("SELECT id FROM public.clients ORDER BY email") == [ids[1]])
  }

  @Test func `an id of the record is rejected, refused or written, and never changed`() throws {
    let stage = try Self.stage([
      Self.ann, #"{"_id":5,"email":"bob@x.test","role":"user"}"#,
      #"{"email":"cay@x.test","role":"user"}"#,
      #"{"_id":"5f0000000000000000000001","email":"dan@x.test","role":"user"}"#,
    ])
    let end = try stage.expect(3, "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "create": 1, "rejected": 2, "failed": 1])
    #expect(
      try Self.report(stage, "reason").sorted() == [
        "unique-violation", "value-missing", "wrong-type",
      ])
    #expect(try Set(Self.report(stage, "field")).isSuperset(of: ["_id"]))
    try stage.source([Self.ann.replacing("0001", with: "0009")])
    let again = try stage.expect(0, "--force")
    #expect(try again.counts() == ["read": 1, "unchanged": 1])
    #expect(
      try stage.database.rows("SELECT id FROM public.clients") == ["5f0000000000000000000001"])
  }

  @Test(arguments: [
    (
      "INTEGER", #"{"make": "uuid"}"#,
      #"take it from a field: \"id\": {\"field\": …, \"type\": \"integer\"}"#
    ),
    ("INTEGER", #"{"field": "_id"}"#, #"write \"type\": \"integer\" in the mapping's id"#),
    ("BIGINT", #""id""#, #"take it from a field: \"id\": {\"field\": …, \"type\": \"integer\"}"#),
    ("BIGSERIAL", #"{"make": "uuid"}"#, "leave make out of the mapping's id"),
    ("VARCHAR(35)", #"{"make": "uuid"}"#, "takes no UUID"),
    ("BIGINT GENERATED ALWAYS AS IDENTITY", #"{"make": "uuid"}"#, "takes no UUID"),
    (
      "BIGINT GENERATED ALWAYS AS IDENTITY", #"{"field": "_id", "type": "integer"}"#,
      "would fall behind"
    ),
    ("BIGSERIAL", #"{"field": "extra", "type": "integer"}"#, "would fall behind"),
    (
      "INT GENERATED BY DEFAULT AS IDENTITY", #"{"field": "_id", "type": "integer"}"#,
      "would fall behind"
    ),
    ("UUID", #"{"field": "_id"}"#, "the mapping says text"),
    ("TEXT", #""id""#, #"\"make\": \"uuid\""#),
  ])
  func `an id that does not fit its column ends the run with 78`(
    type: String, id: String, words: String
  ) throws {
    let stage = try Self.stage(
      [Self.ann], id: id, Self.table.replacing("id TEXT", with: "id \(type)"))
    let end = try stage.expect(78)
    #expect(end.error.contains(words.replacing("\\", with: "")), "\(end.error)")
  }
}
