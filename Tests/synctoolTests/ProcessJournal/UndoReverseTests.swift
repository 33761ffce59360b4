import Foundation
import Testing

/// Runs that are taken back one after the other, and what the lists say of them.
struct UndoReverseTests {
  /// Three syncs of one client: it is created, then updated twice.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    for (name, phone) in [("A", "1"), ("B", "1"), ("C", "2")] {
      try stage.source([client(name, phone)])
      try stage.expect(0, "--force")
    }
    return stage
  }

  private static func client(_ name: String, _ phone: String) -> String {
    #"{"_id":{"$oid":"5f0000000000000000000001"},"name":"\#(name)","email":"a@x.test","phone":"\#(phone)"}"#
  }

  private static func state(_ stage: ProcessStage) throws -> String {
    try stage.database.value("SELECT name || phone FROM public.clients")
  }

  @Test func `undoing in reverse restores the first state, and redoing the last one`() throws {
    let stage = try Self.stage()
    for (run, state) in [(3, "B1"), (2, "A1"), (1, "")] {
      try stage.expect(0, "undo", "\(run)", "--dry-run")
      try stage.expect(0, "undo", "\(run)")
      #expect(try Self.state(stage) == state)
    }
    // Runs 4, 5 and 6 are the undos of 3, 2 and 1.
    for (run, state) in [(6, "A1"), (5, "B1"), (4, "C2")] {
      try stage.expect(0, "undo", "\(run)")
      #expect(try Self.state(stage) == state)
    }
    for (run, state) in [(3, "B1"), (2, "A1"), (1, "")] {
      try stage.expect(0, "undo", "\(run)")
      #expect(try Self.state(stage) == state)
    }
    try stage.expect(3, "undo", "2")
  }

  /// What happens between the second undo and the third, and what becomes of that.
  @Test(arguments: [
    ("UPDATE public.clients SET phone = phone", 3), ("UPDATE public.clients SET name = 'Z'", 3),
    ("SELECT 1", 0), ("DELETE FROM public.clients", 3),
    (
      """
      CREATE TABLE public.t AS TABLE public.clients; DELETE FROM public.clients;
      INSERT INTO public.clients TABLE public.t
      """, 3
    ),
  ])
  func `what others wrote in between stays`(change: String, status: Int32) throws {
    let stage = try Self.stage()
    try stage.expect(0, "undo", "3")
    try stage.expect(0, "undo", "2")
    try stage.database.run(change)
    let rows = try stage.database.rows(UndoScene.table)
    try stage.expect(status, "undo", "1")
    #expect(try stage.database.rows(UndoScene.table) == (status == 0 ? [] : rows))
  }

  @Test func `what others wrote before the later run is not the earlier run's`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([Self.client("A", "1")])
    try stage.expect(0)
    try stage.database.run("UPDATE public.clients SET address = '1'")
    try stage.source([Self.client("B", "2")])
    try stage.expect(0, "--force")
    try stage.expect(0, "undo", "2")
    #expect(try Self.state(stage) == "A1")
    try stage.expect(3, "undo", "1")
    #expect(try Self.state(stage) == "A1")
  }

  @Test func `a run in the middle is not taken back under a later one`() throws {
    let stage = try Self.stage()
    try stage.expect(3, "undo", "2")
    #expect(try Self.state(stage) == "C2")
  }

  @Test func `the runs may have gone by different id columns`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "phone VARCHAR(50)", with: "phone VARCHAR(50), legacy_no BIGSERIAL UNIQUE"))
    try stage.expect(0, "init")
    try stage.file("legacy.json", #"{"id":"legacy_no"}"#)
    for (name, options) in [("A", []), ("B", ["--mapping", "legacy.json"]), ("C", [])] {
      try stage.source([
        TestRecord.client(2, "b@x.test"), Self.client(name, "1"), TestRecord.client(3, "c@x.test"),
      ])
      let end = try stage.start(["--force"] + options).end()
      #expect(end.status == 0, "\(end.everything)")
    }
    for (run, name) in [("3", "B1"), ("2", "A1"), ("1", "")] {
      try stage.expect(0, "undo", run)
      #expect(
        try stage.database.value(
          "SELECT name || phone FROM public.clients WHERE email = 'a@x.test'")
          == name)
    }
    #expect(try stage.database.count() == 0)
  }

  @Test func `the last run is the latest that wrote something, and says which`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "--force")
    try stage.expect(0, "--force")
    try stage.expect(3, "undo", "2")
    let end = try stage.expect(0, "undo", "last", "--format", "json")
    #expect(try end.json()["undoes"] as? Int == 3)
    #expect(
      end.error.contains(
        "skipped runs 4, 5, 6, which wrote nothing: run 3 is the latest that wrote something"),
      "\(end.error)")
    #expect(try Self.state(stage) == "B1")
    // Then that undo is the latest itself.
    let redo = try stage.expect(0, "undo", "last")
    #expect(redo.lines.first == "source: run 7" && redo.error.isEmpty, "\(redo.everything)")
  }

  @Test func `where no run wrote anything there is none to take back`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "broken")])
    try stage.expect(3)
    let end = try stage.expect(78, "undo", "last")
    #expect(end.error.contains("no run on public.clients that is done and wrote something"))
  }

  /// What is undone, run after run, and what `history` says of run 1 then.
  private static let shares: [(undos: [[String]], undone: String?, by: Int?, text: String)] = [
    ([["1", "--only", "client1@x.test"]], "partly", 2, "; partly undone by 2"),
    ([["1"]], "whole", 2, "; undone by 2"), ([["1"], ["2"]], nil, 2, ""),
    (
      [["1", "--only", "client1@x.test"], ["1", "--only", "client2@x.test"]], "whole", 3,
      "; undone by 3"
    ),
    (
      [["1", "--only", "client1@x.test"], ["1", "--only", "client2@x.test"], ["3"]], "partly", 2,
      "; partly undone by 2"
    ),
    ([["1"], ["2", "--only", "client1@x.test"]], "partly", 2, "; partly undone by 2"),
    ([["1"], ["2"], ["3"]], "whole", 2, "; undone by 2"),
    ([["1"], ["2"], ["1"]], "whole", 4, "; undone by 4"),
  ]

  @Test(arguments: shares.indices)
  func `how much of a run is undone is what is so now`(index: Int) throws {
    let (undos, undone, by, text) = Self.shares[index]
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(2))
    try stage.expect(0)
    for undo in undos {
      let end = try stage.start(["undo"] + undo).end()
      #expect(end.status == 0, "\(end.everything)")
    }
    let line = try #require(try stage.expect(0, "history").lines.last)
    #expect(line.hasSuffix("read 2, create 2\(text)"), "\(line)")
    let json = try stage.expect(0, "history", "--format", "json").json()
    let run = try #require((json["runs"] as? [[String: Any]])?.last)
    #expect(run["undone"] as? String == undone && run["undoneBy"] as? Int == by, "\(run)")
    #expect(run.keys.contains("undone"))
    let shown = try stage.expect(0, "show", "1", "--format", "json").json()
    #expect((shown["run"] as? [String: Any])?["undone"] as? String == undone)
    let words = try stage.expect(0, "show", "1").output
    let said = undone.map { "undone by  run \(by ?? 0)" + ($0 == "partly" ? ", partly\n" : "\n") }
    #expect(said.map(words.contains) ?? !words.contains("undone by"), "\(words)")
    try stage.expect(0, "history", "--report", "runs.html")
    let page = try stage.text("runs.html")
    #expect(page.contains("undone by run") == (undone != nil || undos.count > 1), "\(page)")
  }
}
