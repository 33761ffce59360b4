import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Runs that follow each other on one session, each of which writes.
struct KeptSessionTests {
  private static let database = "kept_session"

  /// Synchronizes one client of the name, or takes the run back.
  private struct World {
    let folder: String
    let environment: [String: String]
    let session: KeptSession

    init(folder: String, environment: [String: String]) throws {
      (self.folder, self.environment) = (folder, environment)
      let settings = try Settings.load(
        options: [:], environment: environment, taking: Options.names.subtracting([.source]))
      session = KeptSession(settings.target, PropertyObserver(.sync).stop)
    }

    func sync(_ name: String) throws -> SyncResult {
      let source = folder + "/source.ndjson"
      try #"{"_id":"1","email":"ann@x.test","name":"\#(name)"}"#
        .write(toFile: source, atomically: true, encoding: .utf8)
      let settings = try Settings.load(
        options: [.source: [source], .force: ["true"]], environment: environment)
      return ClientWork.run(
        settings, PropertyObserver(.sync), RunIdentity(.sync, toolVersion: "test"), on: session)
    }

    func undo(_ run: Int64?) throws -> SyncResult {
      let settings = try Settings.load(
        options: [:], environment: environment, taking: Options.names.subtracting([.source]))
      return UndoWork.run(
        settings, .number(try #require(run)), PropertyObserver(.undo),
        RunIdentity(.undo, toolVersion: "test"), on: session)
    }
  }

  /// A trigger that changes what is written makes a run read its rows again; the journal makes an undo keep
  /// the rows of before: both make tables while they write.
  @Test func `runs that write follow each other on one session`() throws {
    var server = try PropertyDatabase(schema: "public")
    try server.run("DROP DATABASE IF EXISTS \(Self.database) WITH (FORCE)")
    try server.run("CREATE DATABASE \(Self.database) TEMPLATE template0")
    var database = try PropertyDatabase(schema: "kept", database: Self.database)
    try database.create()
    try database.run(
      """
      CREATE FUNCTION kept.shout() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END';
      CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON kept.clients
        FOR EACH ROW EXECUTE FUNCTION kept.shout();
      CREATE TABLE kept.sessions (pid int);
      CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN INSERT INTO kept.sessions VALUES (pg_backend_pid()); RETURN NULL; END';
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON kept.clients
        FOR EACH ROW EXECUTE FUNCTION kept.note()
      """)
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = try PropertyTool(folder: folder, database)
    #expect(try tool.keepJournal().failure == nil)
    let world = try World(folder: folder, environment: tool.environment)

    let first = try world.sync("ann")
    let second = try world.sync("eve")
    #expect(try database.texts("SELECT name FROM kept.clients") == ["EVE"])
    let undo = try world.undo(second.runID)
    #expect(try database.texts("SELECT name FROM kept.clients") == ["ANN"])
    let again = try world.undo(undo.runID)
    #expect(try database.texts("SELECT name FROM kept.clients") == ["EVE"])
    let third = try world.sync("zoe")
    for (place, result) in [first, second, undo, again, third].enumerated() {
      #expect(result.exitCode == .done, "run \(place): \(result.failure?.message ?? "")")
      #expect(result.committed && result.counts.changes == 1, "run \(place)")
    }
    #expect(
      try database.texts("SELECT count(*) || ' ' || count(DISTINCT pid) FROM kept.sessions")
        == ["5 1"])
    #expect(
      try database.texts(
        "SELECT string_agg(action, ' ' ORDER BY run) FROM synctool.changes")
        == ["create update update update update"])
  }

  /// Whoever guards the COMMIT of a run has nothing to say of the session's next one.
  @Test func `a write leaves no word at the session's later commits`() throws {
    let server = try PropertyDatabase(schema: "public")
    let target = TargetSetting(
      keywords: try ConnectionString.parse(server.uri), table: .clients)
    var connection = try TargetSession.open(target, .never)
    var calls: [Bool] = []
    let stop = Stop({ nil }, committing: { calls.append($0) })
    let write = PostgresStatement("write", "SELECT pg_current_xact_id()")
    try WriteTransaction(target, stop).run(on: &connection) { _ = try $0.execute(write) }
    #expect(calls == [true, false])
    try connection.transaction(OpenRun.begin) { _ = try $0.execute(write) }
    #expect(calls == [true, false])
  }
}
