import Basics
import Engine
import Foundation
import TestSupport
import Testing

/// What PostgreSQL loses while documents are being written: those that are written stay, and the next run finishes.
@Suite struct DocumentJournalTests {
  /// Has something done to the journal's database once so many commands have come.
  private static func scene(
    _ name: String, after commands: Int, _ sql: @escaping (String) -> String
  ) throws -> WishScene {
    let store = try MongoStore("--max-write-batch", "4")
    let trap = Trap()
    let scene = try WishScene(
      name, store,
      stop: Stop {
        if let spring = trap.spring, ((try? store.count("update")) ?? 0) >= commands {
          trap.spring = nil
          spring()
        }
        return nil
      })
    try scene.fill(10)
    // It answers late, so that somebody looks for a stop meanwhile.
    try store.strike(.slow(answer: 0.3).at(commands))
    trap.spring = { [weak scene] in
      guard let scene else { return }
      do { try scene.database.run(sql(scene.schema)) } catch { Issue.record(error) }
    }
    return scene
  }

  private final class Trap {
    var spring: (() -> Void)?
  }

  @Test func `a session that is lost in the middle ends the run, and the next one finishes`() throws
  {
    let scene = try Self.scene("lost_session", after: 2) { schema in
      """
      SELECT pg_terminate_backend(l.pid) FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.objid::int8 = \(RunLock.key(of: "wish app.users \(schema)") & 0xFFFF_FFFF)
      """
    }
    let result = try scene.run()
    #expect(result.exitCode == .unreachable && result.committed, "\(result.failure?.message ?? "")")
    #expect(result.documents == DocumentCount(written: 8, left: 2))
    #expect(result.failure?.message.contains("8 of 10 documents are written") == true)
    #expect(result.failure?.hint.contains("run again") == true)
    let again = try scene.run()
    #expect(
      again.exitCode == .done && again.documents?.written == 10, "\(again.failure?.message ?? "")")
    // The run that was cut off is known as one that crashed.
    let key = RunLock.key(of: "wish app.users \(scene.schema)")
    #expect(
      try scene.database.texts(
        """
        SELECT concat_ws(' ', status, counts -> 'documents' ->> 'written',
          (SELECT count(*) FROM synctool.document_changes d WHERE d.run = r.id AND outcome = 'planned'))
        FROM synctool.runs r WHERE lock_key = \(key) ORDER BY id
        """) == ["crashed 0 10", "done 10 0"])
    let undo = try scene.undo(again.runID)
    #expect(undo.exitCode == .done && undo.counts[.update] == 10, "\(undo.failure?.message ?? "")")
    #expect(try scene.numbers().allSatisfy { $0 == "-" })
  }

  @Test func `a run whose row is gone from the journal says that its documents are written`() throws
  {
    let scene = try Self.scene("lost_row", after: 3) { schema in
      "DELETE FROM synctool.runs WHERE lock_key = \(RunLock.key(of: "wish app.users \(schema)"))"
    }
    let result = try scene.run()
    #expect(result.exitCode == .failed && result.committed, "\(result.failure?.message ?? "")")
    #expect(result.failure?.message.contains("10 of 10 documents are written") == true)
    #expect(try scene.numbers() == (1...10).map { "\"\($0)\"" })
  }

  @Test func `a role that may not note documents is refused before anything is read`() throws {
    let scene = try WishScene("no_right")
    try scene.fill(1)
    try scene.database.run(
      """
      DROP ROLE IF EXISTS wish_reader; CREATE ROLE wish_reader LOGIN;
      GRANT USAGE ON SCHEMA synctool, \(scene.schema) TO wish_reader;
      GRANT SELECT, INSERT, UPDATE ON synctool.migrations, synctool.runs, synctool.changes,
        synctool.rejections TO wish_reader;
      GRANT SELECT ON synctool.document_changes, \(scene.schema).wishes TO wish_reader
      """)
    let result = try scene.run(as: "wish_reader")
    #expect(result.exitCode == .refused, "\(result.failure?.message ?? "")")
    #expect(
      result.failure?.message.contains(
        "INSERT on synctool.document_changes, UPDATE on synctool.document_changes")
        == true)
    #expect(try scene.numbers() == ["-"])
    try scene.database.run("DROP OWNED BY wish_reader; DROP ROLE wish_reader")
  }
}
