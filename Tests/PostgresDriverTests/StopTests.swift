import Foundation
import PostgresDriver
import TestSupport
import Testing

struct StopTests {
  /// A connection whose stop is wanted 0.3 s after `arm` was set.
  private final class Brake {
    var armed = false
    private var check: () -> Bool = { false }

    func arm() {
      armed = true
      check = TestPostgres.stop(after: 0.3)
    }

    func release() { armed = false }

    var isOn: Bool { armed && check() }
  }

  /// Runs `body` with a stop under way; how it ended, after at most 3 s, and the session goes on.
  private func stopped(
    _ body: (inout PostgresConnection) throws -> Void
  ) throws -> PostgresError? {
    let brake = Brake()
    var connection = try TestPostgres.connect { brake.isOn }
    try connection.run("CREATE TEMP TABLE held (a int8)")
    brake.arm()
    let start = Date()
    let error = try TestPostgres.error { try body(&connection) }
    #expect(Date().timeIntervalSince(start) < 3)
    brake.release()
    #expect(try connection.value("SELECT 1") == "1")
    return error
  }

  @Test func `a stop cancels a statement on the server`() throws {
    let error = try stopped { try $0.run("SELECT pg_sleep(30)") }
    #expect(error?.kind == .stopped)
    #expect(error?.sqlState == nil)
    #expect(error?.message == "stopped during test statement")
  }

  @Test func `a stop ends the wait for a lock`() throws {
    var holder = try TestPostgres.connect()
    let key = Int64.random(in: .min ... .max)
    #expect(try holder.tryAdvisoryLock(key))
    let error = try stopped { try $0.run("SELECT pg_advisory_lock($1)", [.int8(key)]) }
    #expect(error?.kind == .stopped)
  }

  @Test func `a stop ends a copy in`() throws {
    var buffer = CopyBuffer(capacity: 1 << 20)
    for number in 0..<50_000 {
      buffer.appendInteger(Int16(1))
      buffer.appendInteger(Int32(8))
      buffer.appendInteger(Int64(number))
    }
    let statement = PostgresStatement("fill", "COPY pg_temp.held FROM STDIN (FORMAT binary)")
    let error = try stopped { connection in
      while true { try connection.copyIn(statement, buffer) }
    }
    #expect(error?.kind == .stopped)
    #expect(error?.statement == "fill")
  }

  @Test func `a stop ends a copy in that the server does not take`() throws {
    let statement = PostgresStatement("fill", "COPY pg_temp.held FROM STDIN (FORMAT binary)")
    let error = try stopped { connection in
      try connection.executeScript(
        PostgresStatement(
          "slow rows",
          """
          CREATE FUNCTION pg_temp.nap() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
          CREATE TRIGGER nap BEFORE INSERT ON pg_temp.held
            FOR EACH ROW EXECUTE FUNCTION pg_temp.nap()
          """))
      var buffer = CopyBuffer(capacity: 1 << 20)
      for number in 0..<2_000_000 {
        buffer.appendInteger(Int16(1))
        buffer.appendInteger(Int32(8))
        buffer.appendInteger(Int64(number))
      }
      try connection.copyIn(statement, buffer)
    }
    #expect(error?.kind == .stopped)
  }

  @Test func `a stop ends a copy out`() throws {
    let statement = PostgresStatement(
      "read on", "COPY (SELECT generate_series(1, 1000000000)) TO STDOUT (FORMAT binary)")
    var rows = 0
    let error = try stopped { try $0.copyOut(statement) { _ in rows += 1 } }
    #expect(error?.kind == .stopped)
    #expect(rows > 0)
  }

  @Test func `a stop inside a transaction rolls back`() throws {
    let brake = Brake()
    var connection = try TestPostgres.connect { brake.isOn }
    try connection.run("CREATE TEMP TABLE held (a int8)")
    var failure: TransactionError?
    brake.arm()
    do throws(TransactionError) {
      try connection.transaction(PostgresStatement("begin", "BEGIN")) {
        try $0.run("INSERT INTO pg_temp.held VALUES (1)")
        try $0.run("SELECT pg_sleep(30)")
      }
    } catch {
      failure = error
    }
    brake.release()
    guard case .body(let cause as PostgresError, nil) = failure else {
      Issue.record("not a stop: \(String(describing: failure))")
      return
    }
    #expect(cause.kind == .stopped)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.held") == "0")
  }

  @Test func `a session that does not end its statement is given up`() throws {
    let port = try #require(try TestPostgres.value(of: "port").flatMap { Int($0) })
    let relay = try FaultProxy(to: port, Fault(.stall, .answering(["COMMIT"])))
    let brake = Brake()
    var timeouts = PostgresTimeouts()
    timeouts.cancel = 1
    var connection = try PostgresConnection(
      TestPostgres.settings(["port": String(relay.port)]), applicationName: "driver tests",
      timeouts: timeouts
    ) { brake.isOn }
    brake.arm()
    let start = Date()
    let error = try TestPostgres.error { try connection.run("SELECT 'COMMIT', pg_sleep(30)") }
    #expect(error?.kind == .stopped)
    #expect(Date().timeIntervalSince(start) < 4)
    let isUsable = connection.isUsable
    #expect(!isUsable)
  }
}
