import Foundation
import PostgresDriver
import TestSupport
import Testing

struct TransactionTests {
  private let begin = PostgresStatement("begin", "BEGIN")

  private func fails(
    _ connection: inout PostgresConnection, _ body: (inout PostgresConnection) throws -> Void
  ) -> TransactionError? {
    do throws(TransactionError) {
      try connection.transaction(begin, body)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a committed transaction is seen by others and its value returned`() throws {
    var connection = try TestPostgres.connect()
    var other = try TestPostgres.connect()
    let table = "public." + TestPostgres.unique("done")
    let value = try connection.transaction(begin) {
      try $0.run("CREATE TABLE \(table) (a int)")
      return try $0.run("INSERT INTO \(table) VALUES (1), (2)")
    }
    #expect(value == 2)
    #expect(try other.value("SELECT count(*) FROM \(table)") == "2")
    try other.run("DROP TABLE \(table)")
  }

  @Test func `an error of the body rolls back and goes on`() throws {
    struct Mine: Error {}
    var connection = try TestPostgres.connect()
    try connection.run("CREATE TEMP TABLE body (a int)")
    let failure = fails(&connection) {
      try $0.run("INSERT INTO pg_temp.body VALUES (1)")
      throw Mine()
    }
    guard case .body(let cause, nil) = failure else {
      Issue.record("not a failure of the body: \(String(describing: failure))")
      return
    }
    #expect(cause is Mine)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.body") == "0")
  }

  @Test func `a swallowed error of the body does not end as a commit`() throws {
    var connection = try TestPostgres.connect()
    let failure = fails(&connection) { _ = try? $0.run("SELECT 1/0") }
    guard case .body(let cause as PostgresError, nil) = failure else {
      Issue.record("not a failure of the body: \(String(describing: failure))")
      return
    }
    #expect(cause.sqlState?.code == "25P02")
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `a transaction that its body ended is not taken for committed`() throws {
    var connection = try TestPostgres.connect()
    let failure = fails(&connection) { try $0.run("ROLLBACK") }
    guard case .body(let cause as PostgresError, nil) = failure else {
      Issue.record("not a failure of the body: \(String(describing: failure))")
      return
    }
    #expect(cause.kind == .protocolMisuse)
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `a deferred constraint refuses the commit`() throws {
    var connection = try TestPostgres.connect()
    try connection.run("CREATE TEMP TABLE twice (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    var calls: [Bool] = []
    connection.onCommit = { calls.append($0) }
    let failure = fails(&connection) { try $0.run("INSERT INTO pg_temp.twice VALUES (1), (1)") }
    guard case .commit(let error) = failure else {
      Issue.record("not a refused commit: \(String(describing: failure))")
      return
    }
    #expect(error.sqlState?.code == "23505")
    #expect(error.constraint == "twice_a_key")
    #expect(error.table == "twice")
    #expect(calls == [true, false])
    #expect(try connection.value("SELECT count(*) FROM pg_temp.twice") == "0")
  }

  @Test func `begin on a dead session fails as begin`() throws {
    var connection = try TestPostgres.connect()
    var killer = try TestPostgres.connect()
    try killer.run(
      "SELECT pg_terminate_backend($1::int8::int)",
      [
        .int8(Int64(connection.server.backendPID))
      ])
    let failure = fails(&connection) { _ in }
    guard case .begin(let error) = failure else {
      Issue.record("not a failed begin: \(String(describing: failure))")
      return
    }
    #expect(error.kind == .connectionLost)
    #expect(error.sqlState?.code == "57P01")
    let isUsable = connection.isUsable
    #expect(!isUsable)
  }

  @Test func `a session ended before commit is a failure of the body`() throws {
    var connection = try TestPostgres.connect()
    var killer = try TestPostgres.connect()
    let table = "public." + TestPostgres.unique("gone")
    try killer.run("CREATE TABLE \(table) (a int)")
    let pid = Int64(connection.server.backendPID)
    let failure = fails(&connection) {
      try $0.run("INSERT INTO \(table) VALUES (1)")
      try killer.run("SELECT pg_terminate_backend($1::int8::int)", [.int8(pid)])
    }
    guard case .body(let cause as PostgresError, nil) = failure else {
      Issue.record("not a failure of the body: \(String(describing: failure))")
      return
    }
    #expect(cause.kind == .connectionLost)
    #expect(try killer.value("SELECT count(*) FROM \(table)") == "0")
    try killer.run("DROP TABLE \(table)")
  }

  @Test(arguments: [
    (Fault.Moment.answering(["COMMIT"]), TransactionOutcome.committed, "1"),
    (.sending(["COMMIT"]), .aborted, "0"),
  ])
  func `a lost answer to commit is unknown, and a new connection tells`(
    _ moment: Fault.Moment, _ outcome: TransactionOutcome, _ rows: String
  ) throws {
    let port = try #require(try TestPostgres.value(of: "port").flatMap { Int($0) })
    let relay = try FaultProxy(to: port, Fault(.cut, moment))
    var other = try TestPostgres.connect()
    let table = "public." + TestPostgres.unique("lost")
    try other.run("CREATE TABLE \(table) (a int)")
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    let failure = fails(&connection) { try $0.run("INSERT INTO \(table) VALUES (1)") }
    guard case .outcomeUnknown(let mark, let error) = failure else {
      Issue.record("not an unknown outcome: \(String(describing: failure))")
      return
    }
    #expect(error.kind == .connectionLost)
    #expect(try TransactionOutcome.resolve(mark, on: &other) == outcome)
    #expect(try other.value("SELECT count(*) FROM \(table)") == rows)
    try other.run("DROP TABLE \(table)")
  }

  @Test func `a silent commit is unknown after its time, whatever the caller wants`() throws {
    let port = try #require(try TestPostgres.value(of: "port").flatMap { Int($0) })
    let relay = try FaultProxy(to: port, Fault(.stall, .answering(["COMMIT"])))
    var other = try TestPostgres.connect()
    let table = "public." + TestPostgres.unique("silent")
    try other.run("CREATE TABLE \(table) (a int)")
    var timeouts = PostgresTimeouts()
    timeouts.commit = 1
    var committing = false
    var connection = try PostgresConnection(
      TestPostgres.settings(["port": String(relay.port)]), applicationName: "driver tests",
      timeouts: timeouts
    ) { false }
    connection.onCommit = { committing = $0 }
    let failure = fails(&connection) { try $0.run("INSERT INTO \(table) VALUES (1)") }
    guard case .outcomeUnknown(let mark, let error) = failure else {
      Issue.record("not an unknown outcome: \(String(describing: failure))")
      return
    }
    #expect(error.kind == .timedOut)
    // The COMMIT is not over before its fate is known.
    #expect(committing)
    let isUsable = connection.isUsable
    #expect(!isUsable)
    #expect(try TransactionOutcome.resolve(mark, on: &other) == .committed)
    // After a crash of the server the number may be another transaction's.
    let older = TransactionMark(xid: mark.xid, era: "2020-01-01 00:00:00+00")
    #expect(try TransactionOutcome.resolve(older, on: &other) == .unknown)
    try other.run("DROP TABLE \(table)")
  }

  @Test func `a transaction that is still open is in progress`() throws {
    var connection = try TestPostgres.connect()
    var other = try TestPostgres.connect()
    try connection.run("BEGIN")
    let xid = try #require(
      try connection.value("SELECT pg_current_xact_id()::text").flatMap { UInt64($0) })
    let mark = TransactionMark(xid: xid, era: "")
    let future = TransactionMark(xid: UInt64.max / 2, era: "")
    #expect(try TransactionOutcome.resolve(mark, on: &other, seconds: 0) == .inProgress)
    #expect(try TransactionOutcome.resolve(future, on: &other) == .unknown)
    try connection.run("ROLLBACK")
    #expect(try TransactionOutcome.resolve(mark, on: &other) == .aborted)
  }

  @Test func `a stop wanted before commit rolls back`() throws {
    var stop = false
    var connection = try TestPostgres.connect { stop }
    try connection.run("CREATE TEMP TABLE halted (a int)")
    let failure = fails(&connection) {
      try $0.run("INSERT INTO pg_temp.halted VALUES (1)")
      stop = true
    }
    stop = false
    guard case .body(let cause as PostgresError, nil) = failure else {
      Issue.record("not a stop: \(String(describing: failure))")
      return
    }
    #expect(cause.kind == .stopped)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.halted") == "0")
  }

  @Test func `a stop wanted during commit is not looked at`() throws {
    var began: Date?
    // True long after COMMIT was sent and long before it is answered.
    var connection = try TestPostgres.connect {
      began.map { Date().timeIntervalSince($0) > 0.4 } ?? false
    }
    try connection.executeScript(
      PostgresStatement(
        "slow commit",
        """
        CREATE TEMP TABLE slow (a int);
        CREATE FUNCTION pg_temp.nap() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER nap AFTER INSERT ON pg_temp.slow DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION pg_temp.nap()
        """))
    connection.onCommit = { began = $0 ? Date() : nil }
    let failure = fails(&connection) { try $0.run("INSERT INTO pg_temp.slow VALUES (1)") }
    #expect(failure == nil)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.slow") == "1")
  }

  @Test func `a transaction inside a transaction is refused and leaves the outer one`() throws {
    var connection = try TestPostgres.connect()
    try connection.run("CREATE TEMP TABLE outside (a int)")
    let failure = fails(&connection) {
      try $0.run("INSERT INTO pg_temp.outside VALUES (1)")
      let inner = fails(&$0) { _ in }
      #expect((inner?.cause as? PostgresError)?.kind == .protocolMisuse)
    }
    #expect(failure == nil)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.outside") == "1")
  }
}
