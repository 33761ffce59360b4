import Foundation
import TestSupport
import Testing

/// What reports, JSON and metrics say of an assignment.
struct AssignReportTests {
  private static func scene() throws -> AssignScene {
    try AssignScene([
      AssignScene.user(1, .id(1)), AssignScene.user(2, .id(1), .null),
      AssignScene.user(3, .id(1), .string("12")), AssignScene.user(4, .id(1), .int32(12)),
      AssignScene.user(5, .id(1), .int64(12)), AssignScene.user(6, .id(1), .double(12.5)),
      AssignScene.user(7, .id(1), .id(1)), AssignScene.user(8, .id(99), .string("101")),
      AssignScene.user(9, .id(1), .string("101")),
    ])
  }

  @Test func `an entry has what stood there, with its type`() throws {
    let scene = try Self.scene()
    try scene.stage.expect(3, "assign", "-n", "--force", "--report", "r.ndjson")
    let lines = try scene.stage.text("r.ndjson").split(separator: "\n")
    let changes = lines.map { line in
      line.firstMatch(of: /"changes":(\{.*?\}),"field"/).map { String($0.1) } ?? ""
    }
    let id = #"{"$oid":"\#(try Self.hex(scene, 7))"}"#
    let to = #""to":"101"}}"#
    let wanted = [
      #"{"postgresClientId":{\#(to)"#,
      #"{"postgresClientId":{"from":null,\#(to)"#,
      #"{"postgresClientId":{"from":"12","fromType":"string",\#(to)"#,
      #"{"postgresClientId":{"from":12,"fromType":"int",\#(to)"#,
      #"{"postgresClientId":{"from":12,"fromType":"long",\#(to)"#,
      #"{"postgresClientId":{"from":12.5,"fromType":"double",\#(to)"#,
      #"{"postgresClientId":{"from":\#(id),"fromType":"objectId",\#(to)"#, "{}",
    ]
    #expect(changes == wanted)
    let stale = try #require(lines.last)
    #expect(stale.hasSuffix(#""stale":true,"targetId":null,"winnerId":null}"#), "\(stale)")
    #expect(!lines[0].contains("stale"))
  }

  /// The ObjectId that the value of a user is.
  private static func hex(_ scene: AssignScene, _ user: Int) throws -> String {
    let text = try scene.store.json("app.users").joined()
    let found = text.firstMatch(of: /"u7@x.test".*?"postgresClientId":\{"\$oid":"([0-9a-f]+)"/)
    return String(try #require(found).1)
  }

  @Test func `a cell has the type before the value, and the last column says what is stale`() throws
  {
    let scene = try Self.scene()
    try scene.stage.expect(3, "assign", "-n", "--force", "--report", "r.csv")
    let rows = try scene.stage.text("r.csv").split(separator: "\r\n")
    #expect(rows[0].hasSuffix(",others,stale"))
    for (row, cell) in [
      (1, #"{""postgresClientId"":{""to"":""101""}}"#),
      (2, #"{""postgresClientId"":{""from"":null,""to"":""101""}}"#),
      (3, #"{""postgresClientId"":{""from"":""string 12"",""to"":""101""}}"#),
      (4, #"{""postgresClientId"":{""from"":""int 12"",""to"":""101""}}"#),
      (6, #"{""postgresClientId"":{""from"":""double 12.5"",""to"":""101""}}"#),
    ] {
      #expect(rows[row].contains(cell), "\(rows[row])")
    }
    #expect(rows[8].hasSuffix(",true"))
    #expect(rows[1].hasSuffix(","))
  }

  @Test(arguments: ["r.html", "r.md"])
  func `a page shows who gets which id, and what is stale`(name: String) throws {
    let scene = try Self.scene()
    try scene.stage.expect(3, "assign", "-n", "--force", "--report", name)
    let page = try scene.stage.text(name)
    #expect(page.contains("Assignment of app.users"), "\(page.prefix(3000))")
    #expect(page.contains("client-dangling"))
    #expect(page.contains("the value there stays, and is stale"))
    #expect(page.contains("u4@x.test"))
  }

  @Test func `the text, the JSON and the metrics have the same counts`() throws {
    let scene = try Self.scene()
    let end = try scene.stage.expect(3, "assign", "-n", "--force", "--metrics", "m.prom")
    #expect(
      end.output.contains(
        "read 9 = create 2 + update 5 + unchanged 1 + differs 0 + rejected 1 + failed 0; orphan 0"),
      "\(end.everything)")
    #expect(end.output.contains("~ u3@x.test") || end.output.contains("u3@x.test"))
    #expect(end.output.contains(#"postgresClientId: "12" -> "101""#))
    #expect(end.output.contains("the value there stays, and is stale"))
    let json = try scene.stage.expect(3, "assign", "-n", "--force", "--format", "json").json()
    #expect(json["command"] as? String == "assign")
    #expect((json["source"] as? String)?.hasSuffix("app.users") == true)
    #expect((json["target"] as? String)?.hasSuffix("public.clients") == true)
    let counts = try #require(json["counts"] as? [String: Int])
    #expect(counts["create"] == 2 && counts["update"] == 5 && counts["duplicate"] == nil)
    let metrics = try scene.stage.text("m.prom")
    #expect(
      metrics.contains(#"command="assign""#) && metrics.contains(#"table="app.users""#),
      "\(metrics)")
  }

  @Test func `a mask hides the emails of users`() throws {
    let scene = try Self.scene()
    let end = try scene.stage.expect(
      3, "assign", "-n", "--force", "--mask", "--report", "r.ndjson", "-v")
    #expect(!(end.everything + (try scene.stage.text("r.ndjson"))).contains("u3@x.test"))
  }
}
