import Foundation
import Testing

/// What `synctool undo` puts back, says and writes down.
struct UndoTests {
  @Test func `an undo brings back every row as it was`() throws {
    let scene = try UndoScene()
    let end = try scene.stage.expect(0, "undo", "1")
    #expect(try scene.rows() == scene.before)
    #expect(try end.counts() == ["read": 4, "delete": 2, "update": 2])
    #expect(try scene.journal(2) == "undo done 0 1 delete 2 read 4 update 2")
    #expect(
      try scene.database.rows(
        """
        SELECT action, key, target_id, before IS NULL, after IS NULL FROM synctool.changes
        WHERE run = 2 ORDER BY target_id
        """) == [
          "update|old1@x.test|1|f|f", "update|old2@x.test|2|f|f", "delete|new1@x.test|3|f|t",
          "delete|new2@x.test|4|f|t",
        ])
    // MongoDB has not changed: the next sync does it all again.
    #expect(
      try scene.stage.run("--force").counts() == ["read": 4, "create": 2, "update": 2])
  }

  @Test func `the text names source and target, each client with its fate, and the counts`() throws
  {
    let scene = try UndoScene()
    let end = try scene.stage.expect(0, "undo", "last")
    let lines = end.lines
    #expect(lines.first == "source: run 1")
    #expect(lines[1].hasPrefix("target: postgresql://") && lines[1].hasSuffix(" public.clients"))
    #expect(lines[2].hasPrefix("- delete     new1@x.test  id: 3; name: \"Ann\";"), "\(lines[2])")
    #expect(!lines[3].contains("phone"), "a value that was not there is no loss")
    #expect(
      lines[4].hasPrefix(
        "~ update     old1@x.test  name: \"Ann\" -> \"Old\";"
          + " email: \"old1@x.test\" -> \"OLD1@x.test\"; phone: null -> \"7\";"
          + " address.city: \"Bern\" -> \"Rom\"; address.n: (absent) -> null; updatedat: "),
      "\(lines[4])")
    #expect(lines[5].contains("address: (absent) -> null; updatedat: "), "\(lines[5])")
    #expect(lines[6] == "read 4 = delete 2 + update 2 + create 0 + kept 0 + failed 0")
    #expect(lines[7] == "journal: run 2; synctool undo 2 takes it back")
    #expect(end.error.isEmpty)
  }

  @Test func `the JSON result has the counts of an undo and both runs`() throws {
    let scene = try UndoScene()
    let dry = try scene.stage.expect(0, "undo", "1", "--dry-run", "--format", "json").json()
    #expect(dry["runId"] is NSNull && dry["committed"] as? Bool == false)
    let json = try scene.stage.expect(0, "undo", "1", "--format", "json").json()
    #expect(
      json["counts"] as? [String: Int]
        == ["read": 4, "create": 0, "update": 2, "delete": 2, "kept": 0, "failed": 0])
    #expect(json["counts"] as? [String: Int] == dry["counts"] as? [String: Int])
    #expect(json["command"] as? String == "undo" && json["source"] as? String == "run 1")
    #expect(json["runId"] as? Int == 2 && json["undoes"] as? Int == 1)
    #expect(json["exitCode"] as? Int == 0 && json["committed"] as? Bool == true)
    #expect(json["planDigest"] is NSNull && json["error"] == nil)
  }

  @Test func `a dry run foretells what the undo does, and writes nothing`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      "CREATE TABLE public.sensors (client bigint REFERENCES public.clients ON DELETE CASCADE);")
    try scene.database.run(
      """
      UPDATE public.clients SET phone = '1' WHERE email = 'old2@x.test';
      INSERT INTO public.sensors VALUES (4);
      """)
    let fingerprint = try scene.database.fingerprint()
    let dry = try scene.stage.expect(3, "undo", "1", "--dry-run", "--report", "dry.ndjson")
    #expect(try scene.database.fingerprint() == fingerprint)
    #expect(try scene.database.value("SELECT count(*) FROM synctool.runs") == "1")
    #expect(dry.lines.first == "DRY RUN: nothing is written")
    #expect(dry.lines.last == "DRY RUN: nothing was written")
    let real = try scene.stage.expect(3, "undo", "1", "--report", "real.ndjson")
    #expect(try dry.counts() == real.counts())
    #expect(try dry.counts() == ["read": 4, "delete": 1, "update": 1, "kept": 2])
    #expect(try scene.stage.text("dry.ndjson") == scene.stage.text("real.ndjson"))
    #expect(
      try scene.verdicts("real.ndjson") == [
        "new1@x.test delete",
        "new2@x.test kept referenced public.sensors.client",
        "old1@x.test update", "old2@x.test kept changed-since",
      ])
    #expect(try scene.database.rows("SELECT client FROM public.sensors") == ["4"])
    #expect(
      try scene.database.rows(
        "SELECT action, key, reason, field FROM synctool.rejections WHERE run = 2 ORDER BY key")
        == [
          "kept|new2@x.test|referenced|public.sensors.client", "kept|old2@x.test|changed-since|",
        ])
  }

  @Test func `a dry run needs no lock and tells of changes by its exit code`() throws {
    let scene = try UndoScene()
    try scene.database.holdingRunLock {
      try scene.stage.expect(2, "undo", "1", "--dry-run", "--detailed-exitcode")
    }
    try scene.stage.expect(0, "undo", "1", "--detailed-exitcode")
    try scene.stage.expect(3, "undo", "1", "--dry-run", "--detailed-exitcode")
  }

  @Test func `an undo of an undo creates the rows again with their ids`() throws {
    let scene = try UndoScene()
    try scene.stage.expect(0, "undo", "1")
    let redo = try scene.stage.expect(0, "undo", "last")
    #expect(try redo.counts() == ["read": 4, "create": 2, "update": 2])
    #expect(redo.output.contains("+ create     new1@x.test  id: 3; name: \"Ann\";"))
    #expect(try scene.rows() == scene.after)
    try scene.stage.expect(0, "undo", "last")
    #expect(try scene.rows() == scene.before)
    #expect(try scene.journal(4) == "undo done 0 3 delete 2 read 4 update 2")
    // The source and the rows are what they were at the start: nothing of this shows in a sync.
    try scene.stage.expect(0, "undo", "4")
    #expect(try scene.stage.run("--force").counts() == ["read": 4, "unchanged": 4])
  }

  @Test func `the second undo of a run finds nothing as the run left it`() throws {
    let scene = try UndoScene()
    try scene.stage.expect(0, "undo", "1")
    let versions = try scene.database.versions()
    let end = try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "kept": 4])
    #expect(
      try scene.verdicts("run.ndjson") == [
        "new1@x.test kept gone", "new2@x.test kept gone", "old1@x.test kept changed-since",
        "old2@x.test kept changed-since",
      ])
    #expect(end.error.contains("warning: run 2 is an earlier undo of run 1"), "\(end.error)")
    #expect(try scene.database.versions() == versions)
    // The one that took nothing back is no undo to tell of.
    let third = try scene.stage.expect(3, "undo", "1")
    #expect(third.error.contains("warning: run 2 is an earlier undo of run 1"), "\(third.error)")
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `an undo of clients that the run never wrote is stopped`(more: [String]) throws {
    let scene = try UndoScene()
    let end = try scene.stage.start(["undo", "1", "--only", "nobody@x.test"] + more).end()
    #expect(end.status == 4, "\(end.everything)")
    #expect(end.error.contains("the run wrote none of the named clients"))
    #expect(try scene.rows() == scene.after)
  }

  @Test func `only the named clients are taken back`() throws {
    let scene = try UndoScene()
    try scene.stage.file("emails.txt", "new2@x.test\n")
    let end = try scene.stage.expect(
      0, "undo", "1", "--only", " OLD1@X.test", "--only-from", "emails.txt", "--only",
      "nobody@x.test")
    #expect(try end.counts() == ["read": 2, "delete": 1, "update": 1])
    #expect(end.error.contains("the run did not write nobody@x.test"))
    #expect(try scene.rows() == [scene.before[0], scene.after[1], scene.after[2]])
    #expect(
      try scene.database.value("SELECT options::text FROM synctool.runs WHERE id = 2")
        == #"{"only": 3}"#)
    let rest = try scene.stage.expect(3, "undo", "1")
    #expect(try rest.counts() == ["read": 4, "delete": 1, "update": 1, "kept": 2])
    #expect(try scene.rows() == scene.before)
  }

  @Test func `twenty clients of each fate are shown, all with -v, problems with -q`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(25))
    try stage.expect(0)
    try stage.database.run("UPDATE public.clients SET phone = '1' WHERE email = 'client3@x.test'")
    let short = try stage.expect(3, "undo", "1", "--dry-run")
    #expect(short.lines.filter { $0.hasPrefix("- delete") }.count == 20)
    #expect(short.output.contains("… and 4 more delete (use -v to see all, or --report FILE)"))
    let long = try stage.expect(3, "undo", "1", "--dry-run", "-v")
    #expect(long.lines.filter { $0.hasPrefix("- delete") }.count == 24)
    let quiet = try stage.expect(3, "undo", "1", "-q")
    #expect(
      quiet.output.hasPrefix("= kept       client3@x.test  id ") && quiet.lines.count == 1
        && quiet.output.hasSuffix("  changed-since (changed since the run wrote it)\n"),
      "\(quiet.output)")
    #expect(try stage.database.count() == 1)
  }

  @Test func `metrics and the notified command are told of an undo`() throws {
    let scene = try UndoScene()
    try scene.stage.expect(
      0, "undo", "1", "--metrics", "undo.prom", "--notify-command", "cat > told.json",
      "--notify-on", "change")
    let metrics = try scene.stage.text("undo.prom")
    #expect(metrics.contains(#"command="undo""#))
    #expect(metrics.contains(#"action="delete"} 2"#), "\(metrics)")
    #expect(metrics.contains(#"action="kept"} 0"#) && !metrics.contains("rejected"), "\(metrics)")
    #expect(try scene.stage.text("told.json").contains(#""undoes":1"#))
  }
}
