import Basics
import Engine
import Foundation
import Records
import TestSupport
import Testing

/// What a run wrote into documents is taken back, where it still is as the run left it.
@Suite struct DocumentUndoTests {
  /// Users with something of every kind in the field, and a wish for each.
  private static func scene(_ name: String) throws -> WishScene {
    let scene = try WishScene("undo_" + name)
    let olds: [(String, WishScene.Value)] = [
      ("", .absent), (#""number":null"#, .null), (#""number":"7""#, .text("7")),
      (#""number":7"#, .int(7)), (#""number":{"$numberLong":"7"},"z":[1]"#, .long(7)),
      (#""number":[1,2]"#, .list([1, 2])),
    ]
    for (place, old) in olds.enumerated() {
      try scene.store.insert("app.users", json: [WishScene.user(place + 1, old.0)])
      try scene.wish(place + 1, .text("new"), old: old.1)
    }
    return scene
  }

  @Test func `an undo gives every document back to the byte, and an undo of that writes it again`()
    throws
  {
    let scene = try Self.scene("whole")
    let before = try scene.store.documents("app.users")
    let run = try scene.run()
    #expect(run.exitCode == .done, "\(run.failure?.message ?? "")")
    let written = try scene.store.documents("app.users")
    #expect(written != before)
    let undo = try scene.undo(run.runID)
    #expect(undo.exitCode == .done && undo.committed, "\(undo.failure?.message ?? "")")
    #expect(undo.documents == DocumentCount(written: 6, left: 0))
    #expect(undo.counts[.update] == 6 && undo.undoes == run.runID)
    #expect(try scene.store.documents("app.users") == before)
    let again = try scene.undo(undo.runID)
    #expect(again.exitCode == .done, "\(again.failure?.message ?? "")")
    #expect(try scene.store.documents("app.users") == written)
    #expect(
      try scene.database.texts(
        "SELECT concat_ws(' ', command, subject, table_name) FROM synctool.runs WHERE id = \(again.runID ?? 0)"
      )
        == ["undo app.users"])
  }

  @Test func `what a run was about to write is not taken back once a later run has written it`()
    throws
  {
    let scene = try Self.scene("later")
    let before = try scene.store.documents("app.users")
    try scene.store.strike(.error(189).times(10))
    let first = try scene.run()
    #expect(first.exitCode == .unreachable && first.documents?.written == 0)
    try scene.store.calm()
    let second = try scene.run()
    #expect(second.documents?.written == 6, "\(second.failure?.message ?? "")")
    let written = try scene.store.documents("app.users")
    let undo = try scene.undo(first.runID)
    #expect(undo.exitCode == .done && undo.counts[.update] == 0, "\(undo.failure?.message ?? "")")
    #expect(try scene.store.documents("app.users") == written)
    #expect(try scene.undo(second.runID).counts[.update] == 6)
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `what changed or went since is kept`() throws {
    let scene = try Self.scene("kept")
    let run = try scene.run().runID
    try scene.store.run(
      #"{"update":"users","$db":"app","updates":[{"q":{"name":"u1"},"u":{"$set":{"number":"his"}}}]}"#
    )
    try scene.store.run(
      #"{"delete":"users","$db":"app","deletes":[{"q":{"name":"u4"},"limit":1}]}"#)
    // Another field is not the run's.
    try scene.store.run(
      #"{"update":"users","$db":"app","updates":[{"q":{"name":"u3"},"u":{"$set":{"client":"x"}}}]}"#
    )
    let undo = try scene.undo(run)
    #expect(undo.exitCode == .incomplete, "\(undo.failure?.message ?? "")")
    #expect(undo.counts[.update] == 4 && undo.counts[.kept] == 2)
    #expect(
      try scene.numbers() == [#""his""#, "null", #""7""#, #"{"$numberLong":"7"}"#, "[1,2]"])
    #expect(
      try scene.database.texts(
        """
        SELECT key || ' ' || action || ' ' || reason FROM synctool.rejections
        WHERE run = \(try #require(undo.runID)) ORDER BY key
        """) == ["u1 kept changed-since", "u4 kept gone"])
  }

  @Test func `a dry run tells the same and writes nothing`() throws {
    let scene = try Self.scene("dry")
    let run = try scene.run().runID
    let written = try scene.store.documents("app.users")
    let commands = try scene.store.count("update")
    scene.request.dryRun = true
    let undo = try scene.undo(run)
    #expect(undo.exitCode == .done && !undo.committed && undo.counts[.update] == 6)
    #expect(try scene.store.documents("app.users") == written)
    #expect(try scene.store.count("update") == commands)
  }

  /// The journal of a run that was cut off says of some documents only that they were planned.
  @Test func `a run that failed is taken back as far as it came`() throws {
    let scene = try WishScene("undo_failed", MongoStore("--max-write-batch", "4"))
    try scene.fill(10)
    let before = try scene.store.documents("app.users")
    try scene.store.strike(.die(after: .half).at(2))
    let run = try scene.run()
    #expect(run.exitCode == .unreachable && run.documents?.written == 4)
    try scene.store.start()
    #expect(try scene.numbers().filter { $0 != "-" }.count == 6)
    let undo = try scene.undo(run.runID)
    #expect(undo.exitCode == .done, "\(undo.failure?.message ?? "")")
    #expect(undo.counts[.update] == 6 && undo.counts.unchanged == 4 && undo.counts.read == 10)
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `a run that crashed is taken back, and not while it is in progress`() throws {
    let scene = try Self.scene("crashed")
    let before = try scene.store.documents("app.users")
    let run = try #require(try scene.run().runID)
    try scene.database.run(
      """
      UPDATE synctool.runs SET status = 'running', finished_at = NULL WHERE id = \(run);
      UPDATE synctool.document_changes SET outcome = 'planned' WHERE run = \(run);
      SELECT pg_advisory_lock(lock_key) FROM synctool.runs WHERE id = \(run)
      """)
    #expect(try scene.undo(run).exitCode == .locked)
    scene.request.dryRun = true
    let refused = try scene.undo(run)
    #expect(refused.exitCode == .unfit && refused.failure?.message.contains("in progress") == true)
    scene.request.dryRun = false
    try scene.database.run("SELECT pg_advisory_unlock_all()")
    let undo = try scene.undo(run)
    #expect(undo.exitCode == .done, "\(undo.failure?.message ?? "")")
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `an undo that is cut off is finished by the next one`() throws {
    let scene = try WishScene("undo_cut", MongoStore("--max-write-batch", "4"))
    try scene.fill(10)
    let before = try scene.store.documents("app.users")
    let run = try scene.run().runID
    try scene.store.strike(.die(after: .half).at(2))
    let cut = try scene.undo(run)
    #expect(cut.exitCode == .unreachable && cut.committed && cut.documents?.written == 4)
    try scene.store.start()
    let undo = try scene.undo(run)
    #expect(undo.exitCode == .done && undo.counts[.update] == 4, "\(undo.failure?.message ?? "")")
    #expect(undo.counts.unchanged == 6)
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `it may be of single documents, and of none it is a slip`() throws {
    let scene = try Self.scene("only")
    try scene.database.run("UPDATE \(scene.schema).wishes SET key = key || '@x.test'")
    let run = try scene.run().runID
    let undo = try scene.undo(run, only: ["u3@x.test"])
    #expect(undo.exitCode == .done && undo.counts.read == 1, "\(undo.failure?.message ?? "")")
    #expect(try scene.numbers()[2] == #""7""#)
    #expect(try scene.numbers()[1] == #""new""#)
    #expect(try scene.undo(run, only: ["nobody@x.test"]).exitCode == .stopped)
  }

  @Test func `without a server it says where the documents are`() throws {
    let scene = try Self.scene("nowhere")
    let run = try scene.run().runID
    let undo = try scene.undo(run, from: .unset)
    #expect(undo.exitCode == .unfit)
    #expect(undo.failure?.message.contains("documents of app.users") == true)
    #expect(undo.failure?.hint.contains("MONGODB_URI") == true)
    #expect(try scene.undo(run, from: .file(path: "x.bson")).exitCode == .unfit)
  }

  @Test func `documents of every kind of id are found again`() throws {
    let scene = try WishScene("undo_ids")
    try scene.store.insert(
      "app.users",
      json: [
        #"{"_id":"ann","client":1}"#, #"{"_id":5,"client":1}"#, #"{"_id":{"a":1},"client":1}"#,
      ])
    let before = try scene.store.documents("app.users")
    let ids = ["'\\x0204000000616e6e00'", "'\\x1005000000'", "'\\x030c0000001061000100000000'"]
    for (place, id) in ids.enumerated() {
      try scene.database.run(
        """
        INSERT INTO \(scene.schema).wishes VALUES (\(place), 'k\(place)', \(id)::bytea, '',
          \(WishScene.Value.text("x").sql), \(WishScene.Value.int(1).sql))
        """)
    }
    let run = try scene.run()
    #expect(run.documents?.written == 3, "\(run.failure?.message ?? "")")
    let undo = try scene.undo(run.runID)
    #expect(undo.exitCode == .done, "\(undo.failure?.message ?? "")")
    #expect(Set(scene.watch.entries.compactMap(\.sourceID)) == ["ann", "5", #"{"a":1}"#])
    #expect(try scene.store.documents("app.users") == before)
  }
}
