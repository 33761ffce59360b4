import Basics
import Engine
import Foundation
import Records
import TestSupport
import Testing

/// Documents are written one by one, each only while it is as planned, and the journal knows of each.
@Suite struct DocumentApplierTests {
  @Test func `all are written, and the journal has each as it was and as it is`() throws {
    let scene = try WishScene("written")
    try scene.store.insert(
      "app.users",
      json: [
        WishScene.user(1), WishScene.user(2, #""number":null"#),
        WishScene.user(3, #""number":"7""#),
      ])
    try scene.wish(1)
    try scene.wish(2, old: .null)
    try scene.wish(3, .int(12), old: .text("7"))
    let result = try scene.run()
    #expect(result.exitCode == .done, "\(result.failure?.message ?? "")")
    #expect(result.committed && scene.watch.hasWritten)
    #expect(result.documents == DocumentCount(written: 3, left: 0))
    #expect(result.counts[.create] == 1 && result.counts[.update] == 2)
    #expect(try scene.numbers() == [#""1""#, #""2""#, "12"])
    #expect(try scene.outcomes(result.runID) == ["1 written", "2 written", "3 written"])
    #expect(try scene.ending(result.runID) == "done 0 3 0")
    #expect(
      try scene.database.texts(
        """
        SELECT concat_ws(' ', system, action, key, document_id, before, after, guard)
        FROM synctool.document_changes WHERE run = \(try #require(result.runID)) AND n = 2
        """) == [
          "app.users update u2 \\x07\(WishScene.oid(2)) \\x0d0000000a6e756d6265720000"
            + " \\x13000000026e756d6265720002000000320000"
            + " \\x1900000007636c69656e7400\(WishScene.oid(1002))00"
        ])
    #expect(
      try scene.database.texts(
        """
        SELECT concat_ws(' ', command, subject, table_schema, table_name, table_oid, id_column)
        FROM synctool.runs WHERE id = \(try #require(result.runID))
        """) == ["wish app.users"])
  }

  @Test func `a run that is repeated finds the same documents and writes none again`() throws {
    let scene = try WishScene("repeated")
    try scene.fill(3)
    #expect(try scene.run().exitCode == .done)
    let before = try scene.store.documents("app.users")
    let result = try scene.run()
    // Its plan is a fixed one: what is there already counts as written.
    #expect(result.exitCode == .done && result.documents?.written == 3)
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `without a journal it is written all the same`() throws {
    let scene = try WishScene("bare", journal: false)
    try scene.fill(2)
    let result = try scene.run()
    #expect(result.exitCode == .done && result.runID == nil, "\(result.failure?.message ?? "")")
    #expect(try scene.numbers() == [#""1""#, #""2""#])
  }

  @Test func `a dry run writes nothing, neither documents nor intents`() throws {
    let scene = try WishScene("dry")
    try scene.fill(2)
    scene.request.dryRun = true
    let result = try scene.run()
    #expect(result.exitCode == .done && !result.committed && result.documents == nil)
    #expect(result.counts[.create] == 2)
    #expect(try scene.numbers() == ["-", "-"])
    #expect(try scene.store.commands("update").isEmpty)
    #expect(
      try scene.database.texts("SELECT n::text FROM synctool.document_changes WHERE key = 'dry'")
        == [])
  }

  @Test func `the plan that is expected is carried out, and no other`() throws {
    let scene = try WishScene("expected")
    try scene.fill(2)
    scene.request.dryRun = true
    let digest = try #require(try scene.run().planDigest)
    scene.request.dryRun = false
    scene.request.expect = String(repeating: "0", count: 32)
    #expect(try scene.run().exitCode == .planMoved)
    #expect(try scene.store.commands("update").isEmpty)
    scene.request.expect = digest
    #expect(try scene.run().committed)
    #expect(try scene.numbers() == [#""1""#, #""2""#])
  }

  /// What was not written is an entry of its own, with its reason.
  @Test func `a document that changed or went since the plan is not written`() throws {
    let scene = try WishScene("missed")
    try scene.fill(4)
    try scene.store.run(
      #"{"update":"users","$db":"app","updates":[{"q":{"name":"u2"},"u":{"$set":{"number":"mine"}}}]}"#
    )
    try scene.store.run(
      #"{"delete":"users","$db":"app","deletes":[{"q":{"name":"u3"},"limit":1}]}"#)
    let result = try scene.run()
    #expect(result.exitCode == .incomplete, "\(result.failure?.message ?? "")")
    #expect(result.documents == DocumentCount(written: 2, left: 2))
    #expect(result.counts[.create] == 2 && result.counts[.failed] == 2)
    #expect(try scene.numbers() == [#""1""#, #""mine""#, #""4""#])
    #expect(
      scene.watch.entries.filter { $0.action == .failed }.map {
        "\($0.key ?? "") \($0.reason?.rawValue ?? "")"
      }
        == ["u2 changed-meanwhile", "u3 gone"])
    #expect(
      try scene.outcomes(result.runID) == ["1 written", "2 missed", "3 missed", "4 written"])
    #expect(
      try scene.database.texts(
        """
        SELECT key || ' ' || action || ' ' || reason FROM synctool.rejections
        WHERE run = \(try #require(result.runID)) ORDER BY key
        """) == ["u2 failed changed-meanwhile", "u3 failed gone"])
    // One look for the whole command, and nothing was sent again.
    #expect(try scene.store.commands("update").count == 1)
  }

  @Test func `a command has at most a thousand documents, and fewer where the server takes fewer`()
    throws
  {
    let scene = try WishScene("counted")
    try scene.fill(2500)
    #expect(try scene.run().documents?.written == 2500)
    #expect(try scene.sizes() == [1000, 1000, 500])
    let small = try WishScene("small", MongoStore("--max-write-batch", "7"))
    try small.fill(20)
    #expect(try small.run().documents?.written == 20)
    #expect(try small.sizes() == [7, 7, 6])
  }

  @Test func `a command has about a mebibyte`() throws {
    let scene = try WishScene("sized")
    try scene.store.insert("app.users", json: (1...5).map { WishScene.user($0) })
    for user in 1...5 {
      try scene.wish(user, .text(String(repeating: "x", count: 300_000)))
    }
    #expect(try scene.run().documents?.written == 5)
    #expect(try scene.sizes() == [3, 2])
  }

  @Test func `another run for the same documents waits for its turn`() throws {
    let scene = try WishScene("locked")
    try scene.fill(1)
    try scene.database.run(
      "SELECT pg_advisory_lock(\(RunLock.key(of: "wish app.users \(scene.schema)")))")
    let result = try scene.run()
    #expect(result.exitCode == .locked)
    #expect(result.failure?.message.contains("the lock of app.users") == true)
    #expect(try scene.numbers() == ["-"])
  }
}
