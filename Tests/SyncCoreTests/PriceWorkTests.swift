import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// What a capability gets from the engine for nothing: each test is one thing of it.
@Suite(.serialized)
struct PriceWorkTests {
  private static let name = "price_work"

  /// One database with a journal, and a schema for each test.
  private static let home: Result<Void, any Error> = Result { try PropertyTool.makeHome(name) }

  /// Goods at 1 and 2, offers at 1, 5 and 7; the last is for nothing that there is.
  private final class Shop {
    let schema: String
    let folder = PropertyTests.folder()
    var database: PropertyDatabase
    var request: RunRequest
    var limits: [Action: ChangeLimit] = [:]
    let watch: Watch

    init(_ schema: String, stop: Stop = .never) throws {
      try PriceWorkTests.home.get()
      self.schema = schema
      database = try PropertyDatabase(schema: schema, database: name)
      try database.run(
        """
        DROP SCHEMA IF EXISTS \(schema) CASCADE; CREATE SCHEMA \(schema);
        CREATE TABLE \(schema).offers (name text, price numeric);
        CREATE TABLE \(schema).goods
          (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, price numeric);
        INSERT INTO \(schema).goods (name, price) VALUES ('ann@x.test', 1), ('bob@x.test', 2);
        INSERT INTO \(schema).offers
        VALUES ('ann@x.test', 1), ('bob@x.test', 5), ('eve@x.test', 7)
        """)
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      request = RunRequest(
        target: TargetSetting(
          keywords: try ConnectionString.parse(database.uri),
          table: QualifiedName(schema: schema, name: "goods")))
      watch = Watch(stop)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func run() -> SyncResult {
      RunEngine(
        PriceWork(schema: schema, dryRun: request.dryRun, limits: limits), request, watch,
        RunIdentity(PriceWork.kind, toolVersion: "test")
      ).run()
    }

    /// Only a kind of the product's is known to the journal's readers: the run passes for a sync.
    func undo(_ run: Int64) throws -> SyncResult {
      try database.run("UPDATE synctool.runs SET command = 'sync' WHERE id = \(run)")
      let work = UndoWork(
        .number(run), request, (id: "id", key: "name", time: nil, references: []))
      return RunEngine(work, request, watch, RunIdentity(.undo, toolVersion: "test")).run()
    }

    func prices() throws -> [String] {
      try database.texts("SELECT price::text FROM \(schema).goods ORDER BY id")
    }

    func texts(_ sql: String) throws -> [String] { try database.texts(sql) }
  }

  /// Keeps what is shown.
  private final class Watch: RunObserver {
    let stop: Stop
    let shown = ShownEntries(PriceWork.kind.actions)
    private(set) var entries: [PlanEntry] = []

    init(_ stop: Stop) { self.stop = stop }
    func show(_ entry: PlanEntry) { entries.append(entry) }
  }

  @Test func `it writes, and the journal has what it wrote`() throws {
    let shop = try Shop("written")
    let result = shop.run()
    #expect(result.exitCode == .incomplete, "\(result.failure?.message ?? "")")
    #expect(result.committed && result.counts[.update] == 1 && result.counts[.rejected] == 1)
    #expect(try shop.prices() == ["1", "5"])
    let run = try #require(result.runID)
    #expect(
      try shop.texts(
        "SELECT concat_ws(' ', command, status, exit_code) FROM synctool.runs WHERE id = \(run)")
        == ["reprice done 3"])
    #expect(
      try shop.texts(
        "SELECT concat_ws(' ', key, before, after) FROM synctool.changes WHERE run = \(run)")
        == [#"bob@x.test {"price": "2"} {"price": "5"}"#])
    #expect(
      try shop.texts("SELECT key || reason FROM synctool.rejections WHERE run = \(run)")
        == ["eve@x.testgone"])
  }

  @Test func `a dry run shows the plan and writes nothing`() throws {
    let shop = try Shop("dry")
    shop.request.dryRun = true
    let result = shop.run()
    #expect(result.planDigest?.count == 32 && !result.committed && result.runID == nil)
    #expect(shop.watch.entries.map(\.key) == ["bob@x.test", "eve@x.test"])
    #expect(
      shop.watch.entries[0].changes
        == [Change(path: "price", from: .number("2"), to: .number("5"))])
    #expect(try shop.prices() == ["1", "2"])
    #expect(shop.run().planDigest == result.planDigest)
  }

  @Test(arguments: [("1", true), ("0", false), ("40%", true), ("0%", false)])
  func `the guard holds it to its limits`(limit: String, mayWrite: Bool) throws {
    let shop = try Shop("guarded")
    let share = limit.hasSuffix("%") ? Percentage(String(limit.dropLast())) : nil
    shop.limits[.update] = try share.map(ChangeLimit.percent) ?? .count(#require(Int(limit)))
    let result = shop.run()
    #expect(result.exitCode == (mayWrite ? .incomplete : .stopped))
    #expect(try shop.prices() == (mayWrite ? ["1", "5"] : ["1", "2"]))
    if !mayWrite { #expect(result.failure?.message.contains("--max-updates") == true) }
  }

  @Test func `the plan that is expected is carried out, and no other`() throws {
    let shop = try Shop("expected")
    shop.request.dryRun = true
    let digest = try #require(shop.run().planDigest)
    shop.request.dryRun = false
    shop.request.expect = String(repeating: "0", count: 32)
    #expect(shop.run().exitCode == .planMoved)
    #expect(try shop.prices() == ["1", "2"])
    shop.request.expect = digest
    #expect(shop.run().committed)
    #expect(try shop.prices() == ["1", "5"])
  }

  private static func lock(_ shop: Shop) throws {
    try shop.database.run(
      """
      SELECT pg_advisory_lock(
        (x'73796E63'::int8 << 32) | '\(shop.schema).goods'::regclass::oid::int8)
      """)
  }

  @Test func `it waits for nobody who holds the table's lock`() throws {
    let shop = try Shop("locked")
    try Self.lock(shop)
    #expect(shop.run().exitCode == .locked)
    #expect(try shop.prices() == ["1", "2"])
  }

  @Test func `an undo takes it back, and an undo of that does it again`() throws {
    let shop = try Shop("undone")
    let undo = try shop.undo(#require(shop.run().runID))
    #expect(undo.exitCode == .done, "\(undo.failure?.message ?? "")")
    #expect(try shop.prices() == ["1", "2"])
    #expect(try shop.undo(#require(undo.runID)).exitCode == .done)
    #expect(try shop.prices() == ["1", "5"])
  }

  @Test func `a plan without a digest is never the one that is expected`() throws {
    let shop = try Shop("undigested")
    let run = try #require(shop.run().runID)
    shop.request.expect = String(repeating: "0", count: 32)
    let undo = try shop.undo(run)
    #expect(undo.exitCode == .planMoved && !undo.committed && undo.planDigest == nil)
    #expect(try shop.prices() == ["1", "5"])
  }

  @Test(arguments: ["ndjson", "csv", "html", "md"])
  func `a report has its entries, masked where that is asked for`(form: String) throws {
    let shop = try Shop("reported_\(form)")
    let path = "\(shop.folder)/run.\(form)"
    shop.request.report = ReportSetting(
      path: path, format: try #require(ReportSetting.Format(rawValue: form)))
    #expect(shop.run().committed)
    let plain = try String(contentsOfFile: path, encoding: .utf8)
    #expect(plain.contains("bob@x.test") && plain.contains("eve@x.test"))
    #expect(plain.contains("price") && !plain.contains("ann@x.test"))

    shop.request.mask = Mask(email: "name", phones: [])
    shop.request.dryRun = true
    _ = shop.run()
    let masked = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!masked.contains("eve@x.test") && masked.contains(".test#"))
    #expect(shop.watch.entries.last?.key?.hasPrefix("e***@x***.test") == true)
  }

  @Test func `it ends with the codes of every command`() throws {
    let shop = try Shop("codes")
    try shop.database.run("DELETE FROM codes.offers WHERE price = 7")
    (shop.request.dryRun, shop.request.tellsChanges) = (true, true)
    #expect(shop.run().exitCode == .changesPending)
    shop.request.dryRun = false
    #expect(shop.run().exitCode == .done)
    shop.request.dryRun = true
    #expect(shop.run().exitCode == .done)
    try shop.database.run("DROP TABLE codes.goods")
    #expect(shop.run().exitCode == .unfit)
  }

  @Test(arguments: [
    (StopCause.interrupt, ExitCode.interrupted), (.termination, .terminated),
    (.deadline, .deadline),
  ])
  func `a stop or the deadline ends it while it waits, and nothing is written`(
    cause: StopCause, code: ExitCode
  ) throws {
    let end = Clock.monotonic() + 0.4
    let shop = try Shop(
      "stopped_\(cause.rawValue)", stop: Stop { Clock.monotonic() > end ? cause : nil })
    try Self.lock(shop)
    shop.request.wait = 60
    let result = shop.run()
    #expect(result.exitCode == code && !result.committed)
    #expect(Clock.monotonic() - end < 30)
    #expect(try shop.prices() == ["1", "2"])
  }

  @Test func `nothing of the product names it`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    for path in try #require(paths) where path.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      #expect(!text.contains("reprice") && !text.contains("PriceWork"), "\(path)")
    }
  }
}
