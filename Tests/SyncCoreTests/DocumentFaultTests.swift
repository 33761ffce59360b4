import Basics
import Engine
import Foundation
import Records
import TestSupport
import Testing

/// Whatever breaks between the tool and MongoDB: each document is written once, and the journal says of each what is so.
@Suite struct DocumentFaultTests {
  /// Writes documents of which some answers or writes get lost on the way; all are written in the end.
  @Test(arguments: [
    ("lost", StoreFault.hangUp(after: .all)), ("half", .hangUp(after: .half)),
    ("unsent", .hangUp(after: .none)), ("twice", .hangUp(after: .first(1)).times(2)),
    ("stepdown", .error(189)), ("late_stepdown", .error(189, after: .half)),
    ("shutdown", .error(91)), ("not_primary", .error(10107, after: .all)),
    ("concern", .concern(64)), ("concern_of_shutdown", .concern(91)),
    ("one_refused", .refuse([1: 189, 3: 112])),
  ])
  func `what an error or a lost answer leaves open is read and written once`(
    name: String, fault: StoreFault
  ) throws {
    let scene = try WishScene("open_\(name)")
    try scene.fill(6)
    try scene.store.strike(fault)
    let result = try scene.run()
    #expect(result.exitCode == .done, "\(result.failure?.message ?? "")")
    #expect(result.documents == DocumentCount(written: 6, left: 0))
    #expect(try scene.numbers() == (1...6).map { "\"\($0)\"" })
    #expect(try scene.outcomes(result.runID) == (1...6).map { "\($0) written" })
    #expect(try scene.ending(result.runID) == "done 0 6 0")
    // What was written already is not sent again.
    let sent = try scene.sizes()
    let left = [
      "lost": [6], "half": [6, 3], "one_refused": [6, 2], "concern": [6], "late_stepdown": [6, 3],
    ]
    if let left = left[name] { #expect(sent == left) }
  }

  @Test func `what a majority does not confirm in time is in doubt, and can be taken back`() throws
  {
    let scene = try WishScene("lagging")
    try scene.fill(3)
    try scene.store.strike(.lag(64).times(10))
    let result = try scene.run()
    #expect(result.exitCode == .unreachable && result.committed, "\(result.failure?.message ?? "")")
    #expect(
      result.failure?.message.contains("0 of 3 documents are written, and 3 more may be") == true)
    #expect(try scene.outcomes(result.runID) == (1...3).map { "\($0) planned" })
    try scene.store.calm()
    #expect(try scene.numbers() == (1...3).map { "\"\($0)\"" })
    #expect(try scene.undo(result.runID).counts[.update] == 3)
    #expect(try scene.numbers() == ["-", "-", "-"])
  }

  @Test func `a document of which nothing would change is not replaced by nothing`() throws {
    let scene = try WishScene("unchanged")
    try scene.store.insert("app.users", json: [WishScene.user(1, #""number":"1""#)])
    try scene.wish(1, .text("1"), old: .text("1"))
    let before = try scene.store.documents("app.users")
    let result = try scene.run()
    #expect(result.exitCode == .failed && !result.committed, "\(result.failure?.message ?? "")")
    #expect(try scene.store.documents("app.users") == before)
  }

  @Test func `a document that a unique index refuses is left, and so is one of any other refusal`()
    throws
  {
    let scene = try WishScene("refused")
    try scene.fill(4)
    try scene.store.strike(.refuse([0: 11000, 2: 121]))
    let result = try scene.run()
    #expect(result.exitCode == .incomplete && result.documents?.written == 2)
    #expect(
      scene.watch.entries.filter { $0.action == .failed }.map {
        "\($0.key ?? "") \($0.reason?.rawValue ?? "") \($0.field ?? "")"
      } == ["u1 unique-violation ", "u3 refused 121"])
    #expect(
      try scene.outcomes(result.runID) == ["1 refused", "2 written", "3 refused", "4 written"])
    #expect(try scene.sizes() == [4])
  }

  @Test func `a role that may not write is refused, and nothing is written`() throws {
    let scene = try WishScene("denied")
    try scene.fill(2)
    try scene.store.strike(.error(13))
    let result = try scene.run()
    #expect(result.exitCode == .refused && !result.committed && !scene.watch.hasWritten)
    #expect(result.failure?.hint.contains("readWrite") == true)
    #expect(result.failure.map { $0.message + $0.hint }?.contains("hunter2") == false)
    #expect(try scene.numbers() == ["-", "-"])
    #expect(try scene.outcomes(result.runID) == ["1 planned", "2 planned"])
    #expect(try scene.ending(result.runID) == "failed 77 0 2")
  }

  @Test func `a server that is lost in the middle ends the run, and the next one finishes`() throws
  {
    let scene = try WishScene("lost_for_good")
    try scene.fill(2500)
    try scene.store.strike(.die(after: .half).at(2))
    let result = try scene.run()
    #expect(result.exitCode == .unreachable && result.committed)
    #expect(result.documents == DocumentCount(written: 1000, left: 1500))
    let message = try #require(result.failure?.message)
    #expect(
      message.contains("1000 of 2500 documents are written, and 1000 more may be"), "\(message)")
    #expect(result.failure?.hint.contains("run again") == true)
    #expect(try scene.ending(result.runID) == "failed 69 1000 1500")
    #expect(
      try scene.database.texts(
        """
        SELECT outcome || ' ' || count(*) FROM synctool.document_changes
        WHERE run = \(try #require(result.runID)) GROUP BY outcome ORDER BY 1
        """) == ["planned 1500", "written 1000"])
    try scene.store.start()
    let again = try scene.run()
    #expect(again.exitCode == .done && again.documents?.written == 2500)
    #expect(try scene.numbers() == (1...2500).map { "\"\($0)\"" })
  }

  @Test func `a server that never confirms ends the run after a few tries`() throws {
    let scene = try WishScene("never")
    try scene.fill(3)
    try scene.store.strike(.error(189).every(1))
    let result = try scene.run()
    #expect(result.exitCode == .unreachable, "\(result.failure?.message ?? "")")
    #expect(try scene.sizes() == [3, 3, 3, 3])
    #expect(try scene.numbers() == ["-", "-", "-"])
    #expect(try scene.outcomes(result.runID).allSatisfy { $0.hasSuffix("planned") })
  }

  /// Somebody takes the new value back between our write and our look.
  @Test func `after a complete answer nothing is sent again`() throws {
    let scene = try WishScene("taken_back")
    try scene.fill(3)
    // Of the second a writer changes the guard for as long as the command takes.
    let away = #"{"q":{"name":"u2"},"u":{"$set":{"client":"other"}}}"#
    let back = #"{"q":{"name":"u2"},"u":{"$set":{"client":{"$oid":"\#(WishScene.oid(1002))"}}}}"#
    try scene.store.strike(.between([#"{"update":"users","$db":"app","updates":[\#(away)]}"#]))
    try scene.store.strike(
      .between([#"{"update":"users","$db":"app","updates":[\#(back)]}"#], "find"))
    let result = try scene.run()
    #expect(result.exitCode == .incomplete && result.documents?.written == 2)
    #expect(try scene.sizes() == [3])
    #expect(try scene.numbers() == [#""1""#, "-", #""3""#])
    #expect(try scene.outcomes(result.runID)[1] == "2 missed")
  }

  @Test func `a writer that takes our value back keeps its own`() throws {
    let scene = try WishScene("kept_back")
    try scene.fill(2)
    // The first command is written and not answered in full; before the look somebody has his own value there.
    try scene.store.strike(.hangUp(after: .all))
    try scene.store.strike(
      .between(
        [
          #"{"update":"users","$db":"app","updates":[{"q":{"name":"u2"},"u":{"$set":{"number":"his"}}}]}"#
        ],
        "find"))
    let result = try scene.run()
    #expect(result.exitCode == .incomplete && result.documents?.written == 1)
    #expect(try scene.numbers() == [#""1""#, #""his""#])
    #expect(try scene.outcomes(result.runID) == ["1 written", "2 missed"])
  }

  @Test func `a server on its own has no majority, and is read all the same`() throws {
    let scene = try WishScene("alone", MongoStore("--standalone"))
    try scene.fill(4)
    try scene.store.strike(.hangUp(after: .half))
    let result = try scene.run()
    #expect(result.exitCode == .done, "\(result.failure?.message ?? "")")
    #expect(try scene.numbers() == (1...4).map { "\"\($0)\"" })
  }

  @Test func `the URI says how a write is acknowledged`() throws {
    let scene = try WishScene("concern")
    try scene.fill(1)
    #expect(try scene.run().exitCode == .done)
    scene.options = "&w=1&journal=true&wTimeoutMS=5000"
    #expect(try scene.run().exitCode == .done)
    let concerns = try scene.store.commandsJSON("update").map { text in
      try JSONReader.parse(text)["writeConcern"].map { JSONWriter().text($0) } ?? ""
    }
    #expect(concerns == [#"{"w":"majority"}"#, #"{"w":1,"j":true,"wtimeout":5000}"#])
    scene.options = "&w=0"
    let refused = try scene.run()
    #expect(refused.exitCode == .unfit && refused.failure?.message.contains("option w") == true)
  }

  @Test(arguments: [
    (StopCause.interrupt, ExitCode.interrupted), (.termination, .terminated),
    (.deadline, .deadline),
  ])
  func `a stop ends it between two commands, and what is written is told`(
    cause: StopCause, code: ExitCode
  ) throws {
    let store = try MongoStore("--max-write-batch", "4")
    let scene = try WishScene(
      "stop_\(cause.rawValue)", store,
      stop: Stop { (try? store.count("update")) ?? 0 > 1 ? cause : nil })
    try scene.fill(10)
    // The second command is slow: the stop comes while it is awaited.
    try scene.store.strike(.slow(answer: 0.6).at(2))
    let start = Clock.monotonic()
    let result = try scene.run()
    #expect(result.exitCode == code && result.committed)
    #expect(Clock.monotonic() - start < 10)
    // The answer that is awaited is worth a moment, unless the time is over.
    let isOver = cause == .deadline
    #expect(
      result.documents == DocumentCount(written: isOver ? 4 : 8, left: isOver ? 6 : 2))
    let message = try #require(result.failure?.message)
    #expect(message.contains("of 10 documents are written"), "\(message)")
    #expect(!message.contains("unchanged"))
    #expect(try scene.ending(result.runID).hasPrefix("failed \(code.rawValue)"))
    #expect(try scene.sizes() == [4, 4])
  }

  @Test func `a stop does not wait for a server that does not answer`() throws {
    let store = try MongoStore()
    let scene = try WishScene(
      "stop_slow", store, stop: Stop { (try? store.count("update")) ?? 0 > 0 ? .termination : nil })
    try scene.fill(3)
    try scene.store.strike(.slow(answer: 8))
    let start = Clock.monotonic()
    let result = try scene.run()
    #expect(Clock.monotonic() - start < 6)
    #expect(result.exitCode == .terminated && result.committed)
    #expect(
      result.failure?.message.contains("0 of 3 documents are written, and 3 more may be") == true)
    #expect(try scene.outcomes(result.runID).allSatisfy { $0.hasSuffix("planned") })
  }
}
