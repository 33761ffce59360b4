import Foundation
import PostgresDriver
import Testing

struct StatementTests {
  @Test func `parameters of every type arrive as they are`() throws {
    var connection = try TestPostgres.connect()
    let text = "'; DROP TABLE x; -- \u{202E}ž\u{1F600}\\"
    let bytes = (0...255).map { UInt8($0) }
    let statement = PostgresStatement(
      "echo", "SELECT $1::text, $2, $3, $4, $5::text, length($4)",
      [.text(text), .int8(.min), .bool(true), .bytes(bytes), .null])
    try connection.query(statement) { (result) throws(PostgresError) in
      #expect(result.rowCount == 1)
      #expect(try result.string(0, 0) == text)
      #expect(try result.int64(0, 1) == .min)
      #expect(try result.bool(0, 2))
      let hex = bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
      #expect(try result.string(0, 3) == "\\x" + hex)
      let isNull = result.isNull(0, 4)
      #expect(isNull)
      #expect(try result.stringIfPresent(0, 4) == nil)
      #expect(try result.int64IfPresent(0, 5) == 256)
    }
  }

  @Test func `rows are counted`() throws {
    var connection = try TestPostgres.connect()
    #expect(try connection.run("CREATE TEMP TABLE counted (a int)") == 0)
    #expect(try connection.run("INSERT INTO pg_temp.counted VALUES (1), (2), (3)") == 3)
    #expect(try connection.run("UPDATE pg_temp.counted SET a = 0 WHERE a > $1", [.int8(1)]) == 2)
    let script = PostgresStatement("script", "SELECT 1; DELETE FROM pg_temp.counted")
    #expect(try connection.executeScript(script) == 3)
  }

  @Test func `values of the wrong type are faults, not guesses`() throws {
    var connection = try TestPostgres.connect()
    let statement = PostgresStatement("kinds", "SELECT 'x', NULL")
    let kinds = try connection.query(statement) { (result) throws(PostgresError) in
      [
        try? TestPostgres.error { _ = try result.int64(0, 0) }?.kind,
        try? TestPostgres.error { _ = try result.bool(0, 0) }?.kind,
        try? TestPostgres.error { _ = try result.string(0, 1) }?.kind,
      ]
    }
    #expect(kinds == Array(repeating: .protocolMisuse, count: 3))
  }

  @Test(arguments: [
    ("SELECT 'CANARY'::int", "22P02"),
    ("SELECT '2024-99-CANARY'::date", "22007"),
    ("DO $$ BEGIN RAISE EXCEPTION 'CANARY'; END $$", "P0001"),
    ("DO $$ BEGIN RAISE EXCEPTION 'CANARY' USING ERRCODE = '99999'; END $$", "99999"),
    ("SELECT * FROM public.\"CANARY\"", "42P01"),
    ("SELECT 1/0", "22012"),
    ("SELECT 1; SELECT 2", "42601"),
    ("CREATE TABLE pg_catalog.x ()", "42501"),
  ])
  func `a refusal tells its code and never the server's text`(
    _ sql: String, _ code: String
  ) throws {
    var connection = try TestPostgres.connect()
    let error = try TestPostgres.error { try connection.run(sql) }
    #expect(error?.kind == .server)
    #expect(error?.sqlState?.code == code)
    #expect(error?.statement == "test statement")
    // One that somebody has made up may be anything.
    #expect(error?.message.contains("SQLSTATE \(code)") == (code != "99999"))
    #expect(error.map { "\($0)" }?.contains("CANARY") == false)
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `a violated constraint is named without the value`() throws {
    var connection = try TestPostgres.connect()
    try connection.run("CREATE TEMP TABLE one (email text UNIQUE, n int NOT NULL CHECK (n > 0))")
    try connection.run("INSERT INTO pg_temp.one VALUES ('CANARY', 1)")
    let insert = "INSERT INTO pg_temp.one VALUES ($1, $2::int)"
    let twice = try TestPostgres.error {
      try connection.run(insert, [.text("CANARY"), .text("1")])
    }
    #expect(twice?.sqlState == .uniqueViolation)
    #expect(twice?.constraint == "one_email_key")
    #expect(twice?.table == "one")
    let null = try TestPostgres.error { try connection.run(insert, [.text("CANARY"), .null]) }
    #expect(null?.column == "n")
    let check = try TestPostgres.error { try connection.run(insert, [.text("b"), .text("-7")]) }
    #expect(check?.constraint == "one_n_check")
    for error in [twice, null, check] {
      #expect(error.map { "\($0)" }?.contains("CANARY") == false)
    }
  }

  @Test func `what a C string would cut off is refused`() throws {
    var connection = try TestPostgres.connect()
    let bound = try TestPostgres.error { try connection.run("SELECT $1", [.text("a\u{0}b")]) }
    let sql = try TestPostgres.error { try connection.run("SELECT 1\u{0}; DROP TABLE x") }
    #expect(bound?.kind == .protocolMisuse)
    #expect(sql?.kind == .protocolMisuse)
  }

  @Test func `a COPY by the wrong call is refused and the session stays usable`() throws {
    var connection = try TestPostgres.connect()
    for sql in ["COPY pg_catalog.pg_class TO STDOUT", "COPY pg_temp.x FROM STDIN"] {
      _ = try? connection.run("CREATE TEMP TABLE x (a int)")
      let error = try TestPostgres.error { try connection.run(sql) }
      #expect(error?.kind == .protocolMisuse)
      #expect(try connection.value("SELECT 1") == "1")
    }
  }

  @Test func `a session ended by the server is lost, with the cause`() throws {
    var connection = try TestPostgres.connect()
    let error = try TestPostgres.error {
      try connection.run("SELECT pg_terminate_backend(pg_backend_pid())")
    }
    #expect(error?.kind == .connectionLost)
    #expect(error?.sqlState?.code == "57P01")
    let next = try TestPostgres.error { try connection.run("SELECT 1") }
    #expect(next?.kind == .connectionLost)
    let isUsable = connection.isUsable
    #expect(!isUsable)
  }

  @Test func `an advisory lock belongs to one session until it ends`() throws {
    let key = Int64.random(in: .min ... .max)
    var other = try TestPostgres.connect()
    do {
      var holder = try TestPostgres.connect()
      #expect(try holder.tryAdvisoryLock(key))
      #expect(try !other.tryAdvisoryLock(key))
    }
    var gone = false
    for _ in 0..<50 where !gone {
      gone = try other.tryAdvisoryLock(key)
      if !gone { Thread.sleep(forTimeInterval: 0.05) }
    }
    #expect(gone)
  }

  @Test(arguments: [
    "plain", "Mixed Case", "a\"b", "\"", "a\"\u{301}b", "'; DROP", "ž\u{202E}", "a\\b", "$1", "\n",
  ])
  func `hostile names and literals come back as they are`(_ name: String) throws {
    var connection = try TestPostgres.connect()
    let quoted = SQL(identifier: name)
    try connection.run("CREATE TEMP TABLE \(quoted) (\(quoted) text)")
    try connection.run("INSERT INTO pg_temp.\(quoted) VALUES (\(SQL(literal: name)))")
    #expect(try connection.value("SELECT \(quoted) FROM pg_temp.\(quoted)") == name)
    #expect(
      try connection.value(
        "SELECT count(*) FROM pg_class WHERE relname = $1", [.text(name)]) == "1")
  }

  @Test func `a literal's quote under a combining mark is doubled`() throws {
    var connection = try TestPostgres.connect()
    let text = "a'\u{301}b''"
    let same = try connection.value("SELECT \(SQL(literal: text)) = $1::text", [.text(text)])
    #expect(same == "t")
  }

  @Test func `notices are dropped`() throws {
    var connection = try TestPostgres.connect()
    try connection.run("DO $$ BEGIN RAISE WARNING 'CANARY'; END $$")
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `large answers arrive whole`() throws {
    var connection = try TestPostgres.connect()
    let statement = PostgresStatement(
      "large", "SELECT i, repeat('x', 1000) FROM generate_series(1, 50000) AS i")
    let sum = try connection.query(statement) { (result) throws(PostgresError) in
      var sum: Int64 = 0
      for row in 0..<result.rowCount { sum += try result.int64(row, 0) }
      return sum
    }
    #expect(sum == 50_000 * 50_001 / 2)
  }
}
