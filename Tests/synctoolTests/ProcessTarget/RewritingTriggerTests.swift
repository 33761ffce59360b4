import Foundation
import Testing

/// Triggers and rules that make something else of what is written: what is told is what the row holds.
struct RewritingTriggerTests {
  private static func trigger(
    _ when: String, _ body: String, each: String = "FOR EACH ROW"
  ) -> String {
    """
    CREATE FUNCTION public.rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      \(body); RETURN NEW; END $$;
    CREATE \(when) ON public.clients \(each) EXECUTE FUNCTION public.rewrite();
    """
  }

  private static let before = "TRIGGER rewrite BEFORE INSERT OR UPDATE"
  private static let after = "TRIGGER rewrite AFTER INSERT OR UPDATE"
  private static let again = """
    UPDATE public.clients SET phone = '+' || phone WHERE phone NOT LIKE '+%'
    """

  private static func once(_ statement: String) -> String {
    "IF pg_trigger_depth() < 2 THEN \(statement); END IF"
  }

  struct Scene: CustomTestStringConvertible {
    let name: String
    let sql: String
    /// The column that the next run would write again; nil when the row holds what it was given.
    let column: String?
    var testDescription: String { name }
  }

  private static let scenes = [
    Scene(
      name: "a sign before", sql: trigger(before, "NEW.phone := '+' || NEW.phone"), column: "phone"),
    Scene(name: "a column emptied", sql: trigger(before, "NEW.phone := NULL"), column: "phone"),
    Scene(name: "capitals", sql: trigger(before, "NEW.name := upper(NEW.name)"), column: "name"),
    Scene(
      name: "a member added", sql: trigger(before, "NEW.address := NEW.address || '{\"by\":1}'"),
      column: "address"),
    Scene(name: "raised", sql: trigger(before, "NEW.protected := true"), column: nil),
    Scene(
      name: "another spelling", sql: trigger(before, "NEW.email := upper(NEW.email)"),
      column: "email"),
    Scene(
      name: "the clock", sql: trigger(before, "NEW.updatedat := clock_timestamp()"), column: nil),
    Scene(
      name: "afterwards", sql: trigger(after, once("\(again) AND id = NEW.id")), column: "phone"),
    Scene(
      name: "for each statement", sql: trigger(after, once(again), each: "FOR EACH STATEMENT"),
      column: "phone"),
    Scene(
      name: "at the end",
      sql: trigger(
        "CONSTRAINT TRIGGER rewrite AFTER INSERT OR UPDATE", once(again),
        each: "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"), column: "phone"),
    Scene(
      name: "a generated column",
      sql: "ALTER TABLE public.clients ADD size int GENERATED ALWAYS AS (length(phone)) STORED;",
      column: nil),
    Scene(
      name: "disabled",
      sql: trigger(before, "NEW.phone := '?'")
        + "ALTER TABLE public.clients DISABLE TRIGGER rewrite;", column: nil),
  ]

  /// One row that is to be updated, and a source that has it and three new clients.
  private static func stage(_ sql: String) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address, protected)
      VALUES ('Old', 'client2@x.test', '0', '{"a":0}', false);
      """ + sql)
    try stage.source(
      (1...4).map {
        TestRecord.client($0, "client\($0)@x.test", #""phone":"\#($0)","address":{"a":1}"#)
      })
    return stage
  }

  /// What a report says of each key: the columns' new values.
  private static func told(_ stage: ProcessStage) throws -> [String: [String: String]] {
    var told: [String: [String: String]] = [:]
    for line in try stage.text("run.ndjson").split(separator: "\n") {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let key = try #require(entry["key"] as? String)
      let changes = try #require(entry["changes"] as? [String: [String: Any]])
      told[key] = changes.mapValues { "\($0["to"] ?? "")" }
      told[key]?["id"] = "\(entry["targetId"] ?? "")"
    }
    return told
  }

  @Test(arguments: scenes)
  func `what is told of a written row is what it holds`(scene: Scene) throws {
    let stage = try Self.stage(scene.sql)
    try stage.expect(0, "init")
    for run in 1...2 {
      let old = try stage.database.rows(
        "SELECT name, phone, address::text, email FROM public.clients WHERE id = 1")[0]
      let end = try stage.expect(0, "--force", "--report", "run.ndjson")
      let warning = end.error.split(separator: "\n").filter { $0.contains("would write") }
      #expect(warning.count == (scene.column == nil ? 0 : 1), "\(end.everything)")
      if let column = scene.column {
        #expect(warning.first?.contains(" has changed \(column) in ") == true, "\(end.error)")
      }
      let counts = try end.counts()
      #expect(counts["read"] == 4 && counts["failed"] == nil, "\(end.everything)")
      if run == 2, scene.column == nil { #expect(counts["unchanged"] == 4, "\(scene.name)") }
      let told = try Self.told(stage)
      if run == 1 { #expect(told.count == 4) }
      for (key, values) in told {
        let row = try stage.database.rows(
          """
          SELECT id, name, phone, email, createdat = '2023-11-14 22:13:20+00', address ->> 'by'
          FROM public.clients WHERE lower(email) = '\(key)'
          """)[0].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        #expect(values["id"] == row[0], "\(scene.name) \(values)")
        if let name = values["name"] { #expect(name == row[1]) }
        if let phone = values["phone"] { #expect(phone == (row[2].isEmpty ? "<null>" : row[2])) }
        if let email = values["email"] { #expect(email == row[3]) }
        if let by = values["address.by"] { #expect(by == row[5]) }
        if values["createdat"] != nil { #expect(row[4] == "t") }
      }
      // Of the updated row the journal has exactly what is other than before.
      let now = try stage.database.rows(
        "SELECT name, phone, address::text, email FROM public.clients WHERE id = 1")[0]
      let kept = try stage.database.rows(
        """
        SELECT coalesce(before ->> 'name', t.name), coalesce(before ->> 'phone', t.phone),
          coalesce(before ->> 'address', t.address::text), coalesce(before ->> 'email', t.email)
        FROM synctool.changes c JOIN public.clients t ON t.id = 1
        WHERE c.run = \(run) AND action = 'update' AND target_id = '1'
        """)
      let after = try stage.database.rows(
        """
        SELECT coalesce(after ->> 'name', t.name), coalesce(after ->> 'phone', t.phone),
          coalesce(after ->> 'address', t.address::text), coalesce(after ->> 'email', t.email)
        FROM synctool.changes c JOIN public.clients t ON t.id = 1
        WHERE c.run = \(run) AND action = 'update' AND target_id = '1'
        """)
      if counts["update"] == nil {
        #expect(kept == [] && now == old)
      } else {
        #expect(kept == [old], "\(scene.name), run \(run)")
        #expect(after == [now], "\(scene.name), run \(run)")
      }
      let versions = try stage.database.rows(
        """
        SELECT c.target_id FROM synctool.changes c JOIN public.clients t
          ON t.id::text = c.target_id AND t.xmin = c.row_xmin WHERE c.run = \(run)
        """)
      #expect(versions.count == (counts["create"] ?? 0) + (counts["update"] ?? 0))
    }
  }

  @Test func `the screen has it too`() throws {
    let stage = try Self.stage(Self.scenes[0].sql)
    let end = try stage.expect(0, "--force")
    #expect(end.output.contains(#"phone: "0" -> "+2""#), "\(end.output)")
    #expect(end.output.contains(#"phone: "+4""#) && !end.output.contains(#"phone: "4""#))
    let next = try stage.expect(0, "--force")
    #expect(!next.output.contains(#""4""#), "\(next.output)")
    #expect(try next.counts() == ["read": 4, "update": 4])
  }

  @Test func `an email that a trigger folds is found by the row that was made of it`() throws {
    let stage = try Self.stage(
      Self.trigger(Self.before, "NEW.email := lower(NEW.email); NEW.phone := '?'"))
    try stage.source([
      TestRecord.client(1, "B@x.test"), TestRecord.client(2, "A@x.test", name: "Bob"),
    ])
    let end = try stage.expect(0, "--match", "exact", "--report", "run.ndjson")
    #expect(
      end.error.contains("has changed email in 2 rows written: the next run does not find them"),
      "\(end.error)")
    #expect(!end.error.contains("would write"), "\(end.error)")
    let told = try Self.told(stage)
    for (key, email, name) in [("A@x.test", "a@x.test", "Bob"), ("B@x.test", "b@x.test", "Ann")] {
      #expect(told[key]?["email"] == email && told[key]?["name"] == name)
      #expect(
        try stage.database.value("SELECT id FROM public.clients WHERE email = '\(email)'")
          == told[key]?["id"])
    }
  }

  @Test func `a row that a trigger takes away again has failed`() throws {
    let stage = try Self.stage(
      Self.trigger(
        "TRIGGER rewrite AFTER INSERT",
        "IF NEW.phone = '3' THEN DELETE FROM public.clients WHERE id = NEW.id; END IF"))
    try stage.expect(0, "init")
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "create": 2, "update": 1, "failed": 1])
    #expect(
      try stage.report("run.ndjson").filter { $0.action == "failed" }.map(\.verdict)
        == ["failed swallowed"])
    #expect(try stage.database.value("SELECT count(*)::text FROM synctool.changes") == "3")
  }

  @Test(arguments: [
    "DELETE FROM public.clients WHERE id = NEW.id", "DELETE FROM public.clients",
    "UPDATE public.clients SET id = 1000 + id WHERE id = NEW.id AND pg_trigger_depth() < 2",
  ])
  func `a row that was there is not lost to a trigger`(statement: String) throws {
    let stage = try Self.stage(Self.trigger("TRIGGER rewrite AFTER UPDATE", statement))
    try stage.expect(0, "init")
    let before = try stage.database.versions()
    let end = try stage.expect(1, "--force")
    #expect(end.error.contains("removes 1 row that the run updates"), "\(end.everything)")
    #expect(try stage.database.versions() == before)
  }

  @Test func `rows that PostgreSQL refuses are no part of it`() throws {
    let stage = try Self.stage(
      Self.scenes[0].sql + "ALTER TABLE public.clients ADD CHECK (phone <> '+3');")
    try stage.expect(0, "init")
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "create": 2, "update": 1, "failed": 1])
    let told = try Self.told(stage)
    #expect(told["client4@x.test"]?["phone"] == "+4" && told["client1@x.test"]?["phone"] == "+1")
    #expect(told["client3@x.test"]?["phone"] == "3")
    #expect(try stage.database.value("SELECT count(*)::text FROM synctool.changes") == "3")
  }

  @Test func `what a rule makes of a row is told as well`() throws {
    let stage = try Self.stage(
      """
      CREATE RULE also AS ON INSERT TO public.clients
        DO ALSO UPDATE public.clients SET phone = '+' || phone WHERE phone NOT LIKE '+%';
      """)
    let end = try stage.expect(0, "--force", "--report", "run.ndjson")
    #expect(end.error.contains("has changed phone in"), "\(end.error)")
    let told = try Self.told(stage)
    #expect(told.count == 4)
    for (key, values) in told {
      #expect(
        try stage.database.value("SELECT phone FROM public.clients WHERE email = '\(key)'")
          == values["phone"])
    }
  }
}
