import Foundation
import Testing

/// What created rows get besides id and email: as a plan shows it, and what is wrong with the file that says so.
struct IdentityValuesTests {
  static func scene(_ kind: IdentityScene.Kind) throws -> IdentityScene {
    let scene = try IdentityScene(empty: kind)
    try scene.stage.database.run(
      """
      ALTER TABLE auth.users ADD meta jsonb, ADD old json, ADD nick text;
      ALTER TABLE public.app_users ADD username varchar(12) NOT NULL, ADD age int, ADD facts jsonb,
        ADD "is" bool NOT NULL;
      """)
    try scene.stage.file(
      "values.json",
      #"""
      {"username": [{"auth": "meta.user.name"}, {"auth": "nick"}, {"auth": "email"}],
       "plan": [{"auth": "old.plan"}, {"value": "it's free"}], "age": [{"auth": "meta.age"}, {"value": 7}],
       "facts": [{"auth": "meta.facts"}, {"auth": "nick"}, {"value": ["none"]}], "is": [{"value": true}]}
      """#)
    scene.stage.environment["SYNCTOOL_APP_VALUES"] = "values.json"
    return scene
  }

  /// The report's entries by the numbers of their users: what a row gets, or why it does not.
  static func entries(_ scene: IdentityScene) throws -> [String: String] {
    var found: [String: String] = [:]
    for line in try scene.stage.text("run.ndjson").split(separator: "\n") {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let values = try #require(entry["changes"] as? [String: [String: Any]])
      let shown = try values.filter { $0.key != "id" && $0.key != "email" }
        .map { "\($0.key)=\(try json([$0.value["to"] ?? NSNull()]).dropFirst().dropLast())" }
      let fault = [entry["reason"], entry["field"]].compactMap { $0 as? String }
      found[String("\(entry["sourceId"] ?? "")".suffix(1))] =
        (fault.isEmpty ? shown.sorted() : fault).joined(separator: " ").replacing("\"", with: "")
    }
    return found
  }

  private static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `the first source with a value counts, and the plan shows it`(kind: IdentityScene.Kind)
    throws
  {
    let scene = try Self.scene(kind)
    try scene.users((1...8).map { ($0, "u\($0)@x.test") })
    // What four and five have is no jsonb: it is not read, and fails nobody.
    try scene.stage.database.run(
      #"""
      UPDATE auth.users SET meta = '{"user": {"name": "ann"}, "age": 41, "facts": 3.50}',
        old = '{"plan": "paid"}' WHERE id = '\#(kind.id(1))';
      UPDATE auth.users SET meta = '{"user": {"name": null}, "facts": null, "age": null}', nick = 'bobby',
        old = '{"plan": null}' WHERE id = '\#(kind.id(2))';
      UPDATE auth.users SET meta = '[]', old = '"plan"' WHERE id = '\#(kind.id(3))';
      UPDATE auth.users SET meta = 'null', old = '{"plan": "\ud800"}' WHERE id = '\#(kind.id(4))';
      UPDATE auth.users SET old = '{"plan": "\u0000", "n": 1e999999}' WHERE id = '\#(kind.id(5))';
      UPDATE auth.users SET meta = '{"user": {"name": {"first": "x"}}}' WHERE id = '\#(kind.id(6))';
      UPDATE auth.users SET meta = '{"user": {"name": "twelve and  "}}' WHERE id = '\#(kind.id(7))';
      UPDATE auth.users SET meta = '{"user": {"name": "thirteen     "}}' WHERE id = '\#(kind.id(8))'
      """#)
    let end = try scene.stage.expect(
      3, "identities", "--detailed-exitcode", "--report", "run.ndjson", "--format", "json")
    let rest = { (name: String) in "age=7 facts=[none] is=true plan=it's free username=\(name)" }
    #expect(
      try Self.entries(scene) == [
        "1": "age=41 facts=3.5 is=true plan=paid username=ann",
        "2": "age=7 facts=bobby is=true plan=it's free username=bobby", "3": rest("u3@x.test"),
        "4": rest("u4@x.test"), "5": rest("u5@x.test"), "6": "too-long username",
        "7": rest("twelve and  "), "8": "too-long username",
      ])
    #expect(try end.counts() == ["read": 8, "create": 6, "rejected": 2])
    #expect(try IdentityScene.classes(end) == ["missing": 8])
    let masked = try scene.stage.expect(3, "identities", "--mask")
    #expect(!masked.output.contains("u3@x.test") && masked.output.contains("username: \"ann\""))
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `a fix writes what the plan shows, and who cannot have it fails alone`(
    kind: IdentityScene.Kind
  ) throws {
    let scene = try Self.scene(kind)
    try scene.users([
      (1, "ann@x.test"), (2, "bob@x.test"), (3, "eve@x.test"), (4, "joe@x.test"), (5, "kim@x.test"),
    ])
    try scene.stage.database.run(
      #"""
      UPDATE auth.users SET meta = '{"age": "forty", "facts": {"a": 1}}' WHERE id = '\#(kind.id(2))';
      UPDATE auth.users SET meta = '{"age": 4.4}' WHERE id = '\#(kind.id(3))';
      UPDATE auth.users SET meta = '{"age": 41, "facts": "ä"}' WHERE id = '\#(kind.id(4))';
      UPDATE auth.users SET meta = '{"age": 99999999999}' WHERE id = '\#(kind.id(5))';
      """#)
    let dry = try scene.stage.expect(0, "identities", "fix", "--all", "-n", "--format", "json")
    let digest = try #require(try dry.json()["planDigest"] as? String)
    let end = try scene.stage.expect(
      3, "identities", "fix", "--all", "--expect", digest, "--format", "json", "--report",
      "run.ndjson")
    #expect(try end.counts() == ["read": 5, "create": 2, "failed": 3])
    #expect(
      try Self.entries(scene) == [
        "1": "age=7 facts=[none] is=true plan=it's free username=ann@x.test",
        "2": "refused 22P02", "3": "refused 22P02",
        "4": "age=41 facts=ä is=true plan=it's free username=joe@x.test", "5": "refused 22003",
      ])
    #expect(
      try scene.stage.database.rows(
        "SELECT email, username, plan, age, facts, \"is\" FROM public.app_users ORDER BY email")
        == [
          #"ann@x.test|ann@x.test|it's free|7|["none"]|t"#,
          #"joe@x.test|joe@x.test|it's free|41|"ä"|t"#,
        ])
  }

  @Test func `a fix that would create a row is refused while columns have no value`() throws {
    let scene = try Self.scene(.bigint)
    try scene.users([(1, "ann@x.test"), (2, "bob@x.test")])
    try scene.stage.database.run(
      """
      ALTER TABLE public.app_users ALTER username DROP NOT NULL, ALTER "is" DROP NOT NULL, ADD must int;
      INSERT INTO public.app_users VALUES (9, 'bob@x.test', '', '', 1, '1', true, 1);
      ALTER TABLE public.app_users ALTER must SET NOT NULL
      """)
    let end = try scene.stage.expect(78, "identities", "fix", "--all")
    #expect(
      end.error.contains("without a value: \"must\"")
        && end.output.contains("+ create     ann@x.test"),
      "\(end.everything)")
    try scene.stage.expect(78, "identities", "fix", "--all", "-n")
    #expect(try scene.stage.database.value("SELECT id FROM public.app_users") == "9")
    try scene.stage.expect(0, "identities", "fix", "bob@x.test")
    #expect(try scene.stage.database.value("SELECT id FROM public.app_users") == "2")
  }

  @Test func `a row without a value that its column needs is rejected`() throws {
    let scene = try Self.scene(.bigint)
    try scene.users([(1, "ann@x.test"), (2, "bob@x.test")])
    try scene.stage.database.run("UPDATE auth.users SET nick = 'ann' WHERE id = 1")
    try scene.stage.file(
      "values.json",
      #"{"username": [{"auth": "nick"}], "is": [{"auth": "meta.is"}, {"value": "f"}]}"#)
    try scene.stage.expect(3, "identities", "--report", "run.ndjson")
    #expect(try Self.entries(scene) == ["1": "is=f username=ann", "2": "value-missing username"])
    // A file that names another value is another plan.
    let digest = { try scene.stage.run("identities", "--format", "json").json()["planDigest"] }
    let before = try #require(try digest() as? String)
    #expect(try digest() as? String == before)
    try scene.stage.file(
      "values.json", #"{"username": [{"auth": "nick"}], "is": [{"value": false}]}"#)
    #expect(try digest() as? String != before)
  }

  @Test func `columns that take no NULL and get no value are told while nobody is created`() throws
  {
    let scene = try Self.scene(.bigint)
    try scene.stage.database.run(
      """
      ALTER TABLE public.app_users ADD "To do" int NOT NULL, ADD made timestamptz NOT NULL DEFAULT now(),
        ADD n int GENERATED ALWAYS AS IDENTITY, ADD twice int NOT NULL GENERATED ALWAYS AS (age * 2) STORED
      """)
    let names = ["SYNCTOOL_APP_VALUES": ""]
    let quiet = try scene.stage.expect(0, "identities", with: names)
    #expect(quiet.error.isEmpty)
    try scene.users([(1, "ann@x.test")])
    let end = try scene.stage.expect(2, "identities", "--detailed-exitcode", with: names)
    #expect(
      end.error.contains("without a value: \"username\", \"is\", \"To do\""), "\(end.everything)")
    let less = try scene.stage.expect(0, "identities")
    #expect(less.error.contains("without a value: \"To do\""), "\(less.everything)")
  }

  @Test func `a file that does not fit the tables is refused with all that is wrong`() throws {
    let scene = try Self.scene(.uuid)
    try scene.stage.database.run(
      "ALTER TABLE public.app_users ADD twice int GENERATED ALWAYS AS (age * 2) STORED")
    try scene.stage.file(
      "values.json",
      #"""
      {"id": [{"auth": "nick"}], "email": [{"auth": "email"}], "twice": [{"value": 1}],
       "nothing": [{"value": 1}], "plan": [{"auth": "nobody"}, {"auth": "nick.name"}, {"value": {}}]}
      """#)
    let end = try scene.stage.expect(78, "identities", "status")
    for words in [
      "column id: is the id's", "column email: is the email's", "column twice: is generated",
      "column nothing: public.app_users has no such column",
      "auth column nobody: auth.users has no such column",
      "auth column nick: is text, and a path", "column plan: is text and takes no list",
      "correct the file that SYNCTOOL_APP_VALUES names",
    ] {
      #expect(end.error.contains(words), "\(words)\n\(end.everything)")
    }
    try scene.stage.file("values.json", #"{"plan": [{"auth": "a..b"}], "age": 1}"#)
    let faulty = try scene.stage.expect(78, "identities")
    for words in [
      "SYNCTOOL_APP_VALUES: plan[0].auth: must be", "SYNCTOOL_APP_VALUES: age: must be",
    ] {
      #expect(faulty.error.contains(words), "\(faulty.everything)")
    }
    try scene.stage.expect(78, "identities", "--app-values", "values.json")
    try scene.stage.expect(78, "identities", with: ["SYNCTOOL_APP_VALUES": "none.json"])
    try scene.stage.expect(64, "check", "--app-values", "values.json")
  }

  @Test(arguments: HostileName.all.map(\.text))
  func `hostile names of columns and members are taken as they are`(name: String) throws {
    let scene = try IdentityScene(empty: .text)
    let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
    try scene.stage.database.run(
      "ALTER TABLE auth.users ADD \(quoted) jsonb; ALTER TABLE public.app_users ADD \(quoted) text NOT NULL"
    )
    try scene.users([(1, "ann@x.test")])
    let member = try Self.json([name: "it's"]).replacing("'", with: "''")
    try scene.stage.database.run("UPDATE auth.users SET \(quoted) = '\(member)'")
    try scene.stage.file("values.json", try Self.json([name: [["auth": [name, name]]]]))
    try scene.stage.expect(0, "identities", "--app-values", "values.json", "--report", "run.ndjson")
    #expect(try Self.entries(scene) == ["1": "\(name)=it's".replacing("\"", with: "")])
  }
}
