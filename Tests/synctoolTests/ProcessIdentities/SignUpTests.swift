import Engine
import PostgresDriver
import SyncCore
import Testing

/// The trigger of `identities install`: whoever registers gets a row, and nobody's sign-up fails.
struct SignUpTests {
  @Test(arguments: SignUpFailure.all)
  func `a sign-up commits whatever the application's side does, and each failure is one fault`(
    failure: SignUpFailure
  ) throws {
    let scene = try InstallScene()
    try scene.database.run(failure.sql.replacing("%O", with: scene.owner))
    try scene.signUp(1, "ann@x.test")
    try scene.signUp(2, "bob@x.test")
    #expect(try scene.users() == 2)
    if let fault = failure.fault { #expect(try scene.faults() == [fault, fault]) }
  }

  @Test func `a sign-up waits half a second for a lock of the application, and no longer`() throws {
    let scene = try InstallScene()
    let clock = ContinuousClock()
    let time = try clock.measure {
      try scene.database.holding("LOCK TABLE onagui.app_users") {
        try scene.signUp(1, "ann@x.test")
      }
    }
    #expect(time < .seconds(5))
    #expect(try scene.users() == 1 && scene.faults() == ["refused 55P03"])
    #expect(try scene.fix("ann@x.test") == "missing create true")
    #expect(try scene.people() == ["1|ann@x.test"] && scene.faults() == [])
  }

  /// What the transaction itself has left for its end stays there, and later rows of the application are checked
  /// at its end as before.
  @Test func `deferred constraints are deferred again afterwards`() throws {
    let scene = try InstallScene(
      rest:
        ", team int DEFAULT 1 CONSTRAINT team REFERENCES public.teams DEFERRABLE INITIALLY DEFERRED",
      before: "CREATE TABLE public.teams (id int PRIMARY KEY); INSERT INTO public.teams VALUES (1);"
    )
    let id = (scene.id(1), scene.id(2))
    try scene.database.run(
      """
      CREATE TABLE auth.pairs (of uuid REFERENCES auth.users DEFERRABLE INITIALLY DEFERRED);
      BEGIN;
      INSERT INTO auth.pairs VALUES (\(id.1));
      INSERT INTO auth.users (id, email) VALUES (\(id.0), 'ann@x.test');
      INSERT INTO onagui.app_users (id, email, team) VALUES (gen_random_uuid(), 'eve@x.test', 2);
      INSERT INTO public.teams VALUES (2);
      INSERT INTO auth.users (id, email) VALUES (\(id.1), 'bob@x.test');
      COMMIT
      """)
    #expect(try scene.users() == 2 && scene.faults() == [])
    #expect(try scene.people().filter { $0.hasPrefix("1|") || $0.hasPrefix("2|") }.count == 2)
  }

  @Test(arguments: ["uuid", "bigint", "text", "bigint GENERATED ALWAYS AS IDENTITY"])
  func `whoever registers has a row with the same id and the values of the rules`(type: String)
    throws
  {
    var names = InstallScene.Names()
    names.type = String(type.prefix { $0 != " " })
    let scene = try InstallScene(
      names, rest: ", username varchar(10), plan text, facts jsonb, age int", installed: false)
    if type.contains(" ") {
      try scene.database.run(
        "ALTER TABLE onagui.app_users ALTER id ADD GENERATED ALWAYS AS IDENTITY")
    }
    scene.script.values = [
      InstallValue(
        column: "username", type: "varchar", isJSON: false,
        sources: [.member(column: "meta", path: ["who", "name"]), .column("email")]),
      InstallValue(
        column: "plan", type: "text", isJSON: false, sources: [.constant("it's $synctool$")]),
      InstallValue(
        column: "facts", type: "jsonb", isJSON: true,
        sources: [.member(column: "meta", path: ["facts"]), .constant("[]")]),
      InstallValue(
        column: "age", type: "int4", isJSON: false,
        sources: [.member(column: "meta", path: ["age"])]),
    ]
    try scene.install()
    try scene.signUp(
      1, " Ann@x.test", meta: #"{"who": {"name": "ann"}, "facts": {"a": "b"}, "age": 7}"#)
    try scene.signUp(2, "b@x.test", meta: #"{"facts": null}"#)
    try scene.signUp(3, "longer@x.test")
    #expect(try scene.people() == ["1|Ann@x.test", "2|b@x.test"])
    #expect(
      try scene.database.rows(
        "SELECT username, plan, facts, age FROM onagui.app_users ORDER BY email COLLATE \"C\"")
        == [#"ann|it's $synctool$|{"a": "b"}|7"#, "b@x.test|it's $synctool$|[]|"])
    // Nothing is cut to fit.
    #expect(try scene.faults() == ["refused 22001"])
    #expect(try scene.state().state == .current)
  }

  @Test func `who has no email, or does not count, has no row and is no fault`() throws {
    let scene = try InstallScene()
    try scene.signUp(1, nil)
    try scene.signUp(2, "  ")
    try scene.asSigner(
      "INSERT INTO auth.users VALUES (\(scene.id(3)), 'gone@x.test', '{}', now())")
    #expect(try scene.people() == [] && scene.faults() == [])
    try scene.signUp(4, "nonsense")
    #expect(try scene.people() == [] && scene.faults() == ["email-invalid"])
    // An anonymous user who gives an email later.
    try scene.change(1, to: "ann@x.test")
    #expect(try scene.people() == ["1|ann@x.test"])
  }

  @Test func `an email that changes is corrected where nobody else has it`() throws {
    let scene = try InstallScene()
    try scene.signUp(1, "ann@x.test")
    try scene.change(1, to: "Ann@y.test ")
    #expect(try scene.people() == ["1|Ann@y.test"] && scene.faults() == [])
    try scene.row(9, "eve@x.test")
    try scene.change(1, to: "EVE@x.test")
    #expect(try scene.people() == ["1|Ann@y.test", "9|eve@x.test"])
    #expect(try scene.faults() == ["mismatched"])
  }

  @Test func `an email in other letters doubles nobody, and a row with another id is never moved`()
    throws
  {
    let scene = try InstallScene()
    try scene.row(9, "Ann@x.test")
    try scene.signUp(1, "ann@X.TEST")
    #expect(try scene.people() == ["9|Ann@x.test"] && scene.faults() == ["mismatched"])
    #expect(try scene.fix("ANN@x.test", apply: false) == "mismatched update false 1")
    #expect(try scene.people() == ["9|Ann@x.test"])
    #expect(try scene.fix("ANN@x.test") == "mismatched update true 1")
    #expect(try scene.people() == ["1|Ann@x.test"] && scene.faults() == [])
  }

  /// Two users of one email, as with single sign-on: the row is the first one's.
  @Test func `another user of an email that has its row is no fault`() throws {
    let scene = try InstallScene()
    try scene.signUp(1, "ann@x.test")
    try scene.signUp(2, "ann@x.test")
    #expect(try scene.people() == ["1|ann@x.test"] && scene.faults() == [])
    #expect(try scene.statuses() == ["ann@x.test|DUPLICATE", "ann@x.test|SYNCED"])
  }

  @Test func `an exchange of emails and a recycled email move no row to another person`() throws {
    let scene = try InstallScene()
    for (number, email) in [(1, "ann@x.test"), (2, "bob@x.test"), (3, "eve@x.test")] {
      try scene.signUp(number, email)
    }
    try scene.asSigner(
      """
      UPDATE auth.users SET email = CASE email WHEN 'ann@x.test' THEN 'bob@x.test' ELSE 'ann@x.test' END
      WHERE email <> 'eve@x.test'
      """)
    let before = ["1|ann@x.test", "2|bob@x.test", "3|eve@x.test"]
    #expect(try scene.people() == before)
    #expect(try scene.faults() == ["claimed-twice", "claimed-twice"])
    #expect(try scene.fix("ann@x.test") == "claimed-twice reject false")
    #expect(try scene.people() == before)
    // Eve gives her email up while the application is away, and a newcomer takes it.
    try scene.database.run("ALTER TABLE auth.users DISABLE TRIGGER synctool_align")
    try scene.change(3, to: "eve@y.test")
    try scene.database.run("ALTER TABLE auth.users ENABLE TRIGGER synctool_align")
    try scene.signUp(4, "eve@x.test")
    #expect(try scene.people() == before)
    #expect(try scene.faults().last == "claimed-twice")
    #expect(try scene.fix("eve@x.test") == "claimed-twice reject false")
    #expect(try scene.statuses().filter { !$0.hasSuffix("CLAIMED_TWICE") } == [])
  }
}
