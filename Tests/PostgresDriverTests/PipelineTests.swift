import PostgresDriver
import TestSupport
import Testing

/// Statements that go together in one turn.
struct PipelineTests {
  private static func statement(
    _ name: String, _ sql: String, _ parameters: [PostgresParameter] = []
  ) -> PostgresStatement {
    PostgresStatement(name, SQL(test: sql), parameters)
  }

  private static func text(_ sql: String) -> Question<String> {
    .row(statement("question \(sql)", sql)) { (result, row) throws(PostgresError) in
      try result.string(row, 0)
    }
  }

  /// A relay that counts turns.
  private static func relay() throws -> FaultProxy {
    let port = try #require(try TestPostgres.value(of: "port").flatMap { Int($0) })
    return try FaultProxy(to: port)
  }

  @Test func `questions are answered together, each by its own answer`() throws {
    let relay = try Self.relay()
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    let before = relay.traffic.turns
    let three = Self.text("SELECT 'a'").and(Self.text("SELECT 'b'")).and(Self.text("SELECT 'c'"))
    let answer = try connection.ask(three.map { [$0.0, $0.1, $1] })
    #expect(answer == ["a", "b", "c"])
    let rows = Question.strings(Self.statement("rows", "VALUES ('x'), ('y')"))
    let none = Question.rowIfPresent(Self.statement("none", "SELECT 1 WHERE false")) {
      (result, row) throws(PostgresError) in try result.int64(row, 0)
    }
    let (texts, (nothing, known)) = try connection.ask(rows.and(none.and(.known(7))))
    #expect(texts == ["x", "y"] && nothing == nil && known == 7)
    #expect(try connection.ask(.known("nothing is asked")) == "nothing is asked")
    #expect(relay.traffic.turns - before == 2)
  }

  @Test(arguments: ["query", "script", "copy in", "copy out", "transaction"])
  func `what is queued goes with what comes next, in its order`(next: String) throws {
    let relay = try Self.relay()
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    try connection.run("CREATE TEMP TABLE seen (n serial, a text)")
    let before = relay.traffic.turns
    var read: [Int] = []
    connection.queue(Self.statement("one", "INSERT INTO pg_temp.seen (a) VALUES ('one')"))
    connection.queue(Self.statement("two", "INSERT INTO pg_temp.seen (a) VALUES ('two'), ('2')")) {
      (result) throws(PostgresError) in read.append(result.affectedRows)
    }
    var turns = 1
    switch next {
    case "query": #expect(try connection.value("SELECT count(*) FROM pg_temp.seen") == "3")
    case "script":
      try connection.executeScript(Self.statement("script", "SELECT 1; SELECT 2"))
    case "copy in":
      var rows = CopyBuffer(capacity: 64)
      rows.appendInteger(Int16(1))
      rows.appendInteger(Int32(5))
      rows.append("three")
      try connection.copyIn(
        Self.statement("copy", "COPY pg_temp.seen (a) FROM STDIN (FORMAT binary)"), rows)
      try connection.finishCopy()
      turns = 2
    case "copy out":
      var count = 0
      try connection.copyOut(
        Self.statement("copy", "COPY pg_temp.seen TO STDOUT (FORMAT binary)")
      ) { _ in count += 1 }
      #expect(count == 3)
    default:
      // What is not part of the transaction is sent by itself.
      try connection.transaction(.snapshot("begin")) { _ = try $0.run("SELECT 1") }
      turns = 2
    }
    #expect(read == [2])
    #expect(relay.traffic.turns - before == turns)
    #expect(
      try connection.value("SELECT string_agg(a, ',' ORDER BY n) FROM pg_temp.seen")
        == (next == "copy in" ? "one,two,2,three" : "one,two,2"))
  }

  @Test(arguments: [true, false])
  func `a refused statement is named, and what follows it is not done`(bound: Bool) throws {
    var connection = try TestPostgres.connect()
    try connection.run("CREATE TEMP TABLE done (a text)")
    let values: [PostgresParameter] = bound ? [.text("1")] : []
    let insert =
      bound ? "INSERT INTO pg_temp.done VALUES ($1)" : "INSERT INTO pg_temp.done VALUES (1)"
    connection.queue(Self.statement("first", insert, values))
    connection.queue(Self.statement("second", "SELECT 1/0"))
    connection.queue(Self.statement("third", insert, values))
    let error = try TestPostgres.error {
      if bound {
        try connection.run("SELECT 1")
      } else {
        try connection.executeScript(Self.statement("last", "SELECT 1; SELECT 2"))
      }
    }
    #expect(error?.statement == "second" && error?.sqlState?.code == "22012")
    #expect(try connection.value("SELECT count(*) FROM pg_temp.done") == "0")
  }

  @Test func `a failure of a queued answer's reader is thrown once all is read`() throws {
    var connection = try TestPostgres.connect()
    connection.queue(Self.statement("queued", "SELECT 1")) { (result) throws(PostgresError) in
      throw .misuse("queued", "it is not to my liking")
    }
    let error = try TestPostgres.error { try connection.run("SELECT 2") }
    #expect(error?.kind == .protocolMisuse && error?.statement == "queued")
    let wrong = Question.row(Self.statement("rows", "VALUES (1), (2)")) {
      (result, row) throws(PostgresError) in try result.int64(row, 0)
    }
    let misuse = try TestPostgres.error {
      _ = try connection.ask(wrong.and(Self.text("SELECT 'a'")))
    }
    #expect(misuse?.message.contains("2 rows instead of one") == true)
    #expect(try connection.value("SELECT 3") == "3")
  }

  @Test func `a stop ends what is under way, and the session stays usable`() throws {
    var isWanted = false
    var connection = try TestPostgres.connect([:]) { isWanted }
    try connection.run("CREATE TEMP TABLE slow (a int)")
    connection.queue(Self.statement("begin", "BEGIN"))
    connection.queue(Self.statement("write", "INSERT INTO pg_temp.slow VALUES (1)"))
    connection.queue(Self.statement("sleep", "SELECT pg_sleep(30)"))
    isWanted = true
    let error = try TestPostgres.error { try connection.run("COMMIT") }
    #expect(error?.kind == .stopped)
    isWanted = false
    try connection.run("ROLLBACK")
    #expect(try connection.value("SELECT count(*) FROM pg_temp.slow") == "0")
  }

  @Test func `a session that ends within a pipeline is lost at the statement it ended`() throws {
    var connection = try TestPostgres.connect()
    connection.queue(Self.statement("before", "SELECT 1"))
    connection.queue(
      Self.statement("death", "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)"))
    let error = try TestPostgres.error { try connection.run("SELECT 2") }
    #expect(error?.kind == .connectionLost && error?.statement == "death")
    #expect(error?.sqlState?.code == "57P01")
    let isUsable = connection.isUsable
    #expect(!isUsable)
  }

  @Test func `a transaction that only reads costs its statements' turns, and ends with the next`()
    throws
  {
    let relay = try Self.relay()
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    try connection.run("CREATE TEMP TABLE kept (a int)")
    let before = relay.traffic.turns
    try connection.transaction(.snapshot("begin")) {
      _ = try $0.run("INSERT INTO pg_temp.kept VALUES (1)")
    }
    try connection.transaction(.snapshot("begin")) { _ in }
    #expect(relay.traffic.turns - before == 1)
    #expect(
      try connection.value(
        "SELECT current_setting('transaction_isolation') || count(*) FROM pg_temp.kept")
        == "read committed1")
    #expect(relay.traffic.turns - before == 2)
    try connection.transaction(.snapshot("begin")) { _ = try $0.run("SELECT 1") }
    try connection.sendQueue()
    #expect(relay.traffic.turns - before == 4)
    try connection.sendQueue()
    #expect(relay.traffic.turns - before == 4)
  }

  @Test func `a body that throws before it asks leaves nothing behind`() throws {
    struct Mine: Error {}
    var connection = try TestPostgres.connect()
    try connection.transaction(.snapshot("begin")) { _ = try $0.run("SELECT 1") }
    #expect(throws: TransactionError.self) {
      try connection.transaction(.snapshot("begin")) { _ in throw Mine() }
    }
    #expect(throws: TransactionError.self) {
      try connection.transaction(.writing("begin")) { connection in
        connection.queue(Self.statement("never", "CREATE TABLE pg_temp.never ()"))
        throw Mine()
      }
    }
    #expect(try connection.value("SELECT to_regclass('pg_temp.never')") == nil)
    #expect(try connection.value("SHOW transaction_isolation") == "read committed")
  }

  @Test func `a question in a transaction of its own is committed in one turn, or not at all`()
    throws
  {
    let relay = try Self.relay()
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    try connection.run("CREATE TEMP TABLE noted (a int UNIQUE)")
    let before = relay.traffic.turns
    let note = Self.text("INSERT INTO pg_temp.noted VALUES (1) RETURNING 'noted'")
    #expect(try connection.ask(note, inside: .writing("begin")) == "noted")
    #expect(relay.traffic.turns - before == 1)
    let error = try TestPostgres.error {
      _ = try connection.ask(
        note.after([Self.statement("two", "INSERT INTO pg_temp.noted VALUES (2)")]),
        inside: .writing("begin"))
    }
    #expect(error?.sqlState?.code == "23505")
    #expect(try connection.value("SELECT string_agg(a::text, ',') FROM pg_temp.noted") == "1")
  }

  @Test func `few rows are inserted as they would be copied`() throws {
    let relay = try Self.relay()
    var connection = try TestPostgres.connect(["port": String(relay.port)])
    try connection.run(
      "CREATE TEMP TABLE few (a text COLLATE \"C\", b int8, c jsonb, d timestamptz, e varchar(3)[])"
    )
    var rows = CopyBuffer(capacity: 64)
    for number in [1, 2] as [Int64] {
      rows.appendInteger(Int16(5))
      rows.appendInteger(Int32(3))
      rows.append("abc")
      rows.appendInteger(Int32(8))
      rows.appendInteger(number)
      rows.appendInteger(Int32(3))
      rows.append(1)
      rows.append("{}")
      rows.appendInteger(Int32(8))
      rows.appendInteger(Int64(0))
      rows.appendNull()
    }
    let before = relay.traffic.turns
    try connection.queueRows("stage rows", into: "pg_temp.few", rows)
    #expect(
      try connection.value("SELECT string_agg(f::text, ' ' ORDER BY b) FROM pg_temp.few f")
        == #"(abc,1,{},"2000-01-01 00:00:00+00",) (abc,2,{},"2000-01-01 00:00:00+00",)"#)
    #expect(relay.traffic.turns - before == 1)
    // A value that the type does not take is refused as by a COPY.
    rows.removeAll()
    rows.appendInteger(Int16(1))
    rows.appendInteger(Int32(3))
    rows.append("a")
    rows.append(0)
    rows.append("b")
    try connection.queueRows("stage rows", into: "pg_temp.few", rows)
    let error = try TestPostgres.error { try connection.run("SELECT 1") }
    #expect(error?.statement == "stage rows" && error?.sqlState?.code == "22021")
    #expect(try connection.value("SELECT count(*) FROM pg_temp.few") == "2")
  }
}
