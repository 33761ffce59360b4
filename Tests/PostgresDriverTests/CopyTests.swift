import Foundation
import PostgresDriver
import TestSupport
import Testing

struct CopyTests {
  private static let into = PostgresStatement(
    "fill rows", "COPY pg_temp.rows FROM STDIN (FORMAT binary)")
  private static let out = PostgresStatement(
    "read rows", "COPY (SELECT n, b, t FROM pg_temp.rows ORDER BY n) TO STDOUT (FORMAT binary)")

  private func connect(
    _ shouldStop: @escaping () -> Bool = { false }
  ) throws -> PostgresConnection {
    var connection = try TestPostgres.connect(shouldStop: shouldStop)
    try connection.run("CREATE TEMP TABLE rows (n int8, b bytea, t text, CHECK (n <> 13))")
    return connection
  }

  /// One row: the number, the bytes or NULL, the text.
  private func append(
    _ number: Int64, _ bytes: [UInt8]?, _ text: String, to buffer: inout CopyBuffer
  ) {
    buffer.appendInteger(Int16(3))
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(number)
    if let bytes {
      let mark = buffer.beginField()
      buffer.append(bytes.span)
      buffer.endField(mark)
    } else {
      buffer.appendNull()
    }
    let mark = buffer.beginField()
    buffer.append(utf8: text)
    buffer.endField(mark)
  }

  @Test func `every byte, NULL and empty values come back as they went`() throws {
    var connection = try connect()
    var buffer = CopyBuffer(capacity: 16)
    let everything = (0...255).map { UInt8($0) }
    let rows: [(Int64, [UInt8]?, String)] = [
      (.min, everything, "ž\u{1F600}\u{301}\\N\t\n"), (0, [], ""), (1, nil, "NULL"),
      (.max, everything.reversed(), "\u{FEFF}"),
    ]
    for row in rows { append(row.0, row.1, row.2, to: &buffer) }
    try connection.copyIn(Self.into, buffer)
    #expect(try connection.finishCopy() == 4)
    #expect(try connection.finishCopy() == 0)
    var index = 0
    try connection.copyOut(Self.out) { row in
      let expected = rows[index]
      index += 1
      let (number, bytes, text) = (row.copy(0), row.copy(1), try row.string(2))
      #expect(number == withUnsafeBytes(of: expected.0.bigEndian) { Array($0) })
      #expect(bytes == expected.1)
      #expect(text.map { Array($0.utf8) } == Array(expected.2.utf8))
      let isNull = row.isNull(1)
      #expect(isNull == (expected.1 == nil))
      let length = row.withField(1) { $0?.count }
      #expect(length == expected.1?.count)
    }
    #expect(index == rows.count)
  }

  @Test func `booleans are read, and values of the wrong type are faults`() throws {
    var connection = try connect()
    let statement = PostgresStatement(
      "read booleans",
      "COPY (SELECT true, false, NULL::bool, (-2)::int2) TO STDOUT (FORMAT binary)")
    var rows = 0
    try connection.copyOut(statement) { row in
      rows += 1
      let flags = [try row.bool(0), try row.bool(1), try row.bool(2)]
      #expect(flags == [true, false, nil])
      let kinds = [
        try? TestPostgres.error { _ = try row.bool(3) }?.kind,
        try? TestPostgres.error { _ = try row.string(3) }?.kind,
      ]
      #expect(kinds == Array(repeating: .protocolMisuse, count: 2))
    }
    #expect(rows == 1)
  }

  @Test func `a row of ten MiB goes in and out`() throws {
    var connection = try connect()
    let size = 10 << 20
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<size / 8).flatMap { _ in
      withUnsafeBytes(of: random.next() as UInt64) { Array($0) }
    }
    var buffer = CopyBuffer(capacity: 1 << 20)
    append(1, bytes, "x", to: &buffer)
    append(2, nil, "y", to: &buffer)
    try connection.copyIn(Self.into, buffer)
    try connection.copyIn(Self.into, buffer)
    var same = 0
    try connection.copyOut(Self.out) { row in
      if row.copy(1) == bytes { same += 1 }
    }
    #expect(same == 2)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.rows") == "4")
  }

  @Test func `many chunks are pipelined and all arrive`() throws {
    var connection = try connect()
    var buffer = CopyBuffer(capacity: 1 << 20)
    for chunk in 0..<40 {
      buffer.removeAll()
      for row in 0..<500 {
        append(Int64(1000 + chunk * 500 + row), nil, "t\(row)", to: &buffer)
      }
      try connection.copyIn(Self.into, buffer)
    }
    #expect(try connection.value("SELECT count(DISTINCT n) FROM pg_temp.rows") == "20000")
  }

  @Test func `an empty chunk and an empty table are no faults`() throws {
    var connection = try connect()
    try connection.copyIn(Self.into, CopyBuffer(capacity: 8))
    #expect(try connection.finishCopy() == 0)
    var rows = 0
    try connection.copyOut(Self.out) { _ in rows += 1 }
    #expect(rows == 0)
  }

  @Test(arguments: [false, true])
  func `a refused chunk is told by the next call, and the session stays usable`(
    _ large: Bool
  ) throws {
    var connection = try connect()
    var buffer = CopyBuffer(capacity: 64)
    append(13, nil, "CANARY", to: &buffer)
    // The server refuses the first row while megabytes are still on their way.
    if large { append(14, [UInt8](repeating: 7, count: 8 << 20), "x", to: &buffer) }
    try connection.copyIn(Self.into, buffer)
    buffer.removeAll()
    append(15, nil, "good", to: &buffer)
    let error = try TestPostgres.error { try connection.copyIn(Self.into, buffer) }
    #expect(error?.kind == .server)
    #expect(error?.sqlState?.code == "23514")
    #expect(error?.statement == "fill rows")
    #expect(error?.constraint == "rows_n_check")
    #expect(error.map { "\($0)" }?.contains("CANARY") == false)
    try connection.copyIn(Self.into, buffer)
    #expect(try connection.value("SELECT count(*) FROM pg_temp.rows") == "1")
  }

  @Test func `bytes that are no rows are refused`() throws {
    var connection = try connect()
    var buffer = CopyBuffer(capacity: 64)
    buffer.append("certainly no rows")
    try connection.copyIn(Self.into, buffer)
    let error = try TestPostgres.error { try connection.finishCopy() }
    #expect(error?.kind == .server)
    #expect(error?.sqlState?.code == "22P04")
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test(arguments: ["COPY pg_temp.nowhere FROM STDIN (FORMAT binary)", "SELECT 1", "COPY pg"])
  func `a statement that opens no copy is refused at once`(_ sql: String) throws {
    var connection = try connect()
    var buffer = CopyBuffer(capacity: 64)
    append(1, nil, "x", to: &buffer)
    let statement = PostgresStatement("no copy", SQL(test: sql))
    let way = try TestPostgres.error { try connection.copyIn(statement, buffer) }
    #expect(way?.statement == "no copy")
    let back = try TestPostgres.error { try connection.copyOut(statement) { _ in } }
    #expect(back?.statement == "no copy")
    let crossed = try TestPostgres.error { try connection.copyOut(Self.into) { _ in } }
    #expect(crossed?.kind == .protocolMisuse)
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `an error of the reader ends the copy and goes on`() throws {
    struct Enough: Error {}
    var connection = try connect()
    let endless = PostgresStatement(
      "read on", "COPY (SELECT generate_series(1, 100000000)) TO STDOUT (FORMAT binary)")
    var rows = 0
    #expect(throws: Enough.self) {
      try connection.copyOut(endless) { _ in
        rows += 1
        if rows == 1000 { throw Enough() }
      }
    }
    #expect(rows == 1000)
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `an error of the server ends the rows as an error`() throws {
    var connection = try connect()
    let statement = PostgresStatement(
      "read on",
      "COPY (SELECT 1 / (500 - i) FROM generate_series(1, 1000) i) TO STDOUT (FORMAT binary)")
    var rows = 0
    let error = try TestPostgres.error { try connection.copyOut(statement) { _ in rows += 1 } }
    #expect(rows == 499)
    #expect(error?.sqlState?.code == "22012")
    #expect(try connection.value("SELECT 1") == "1")
  }

  @Test func `a pending refusal fails the transaction and rolls back`() throws {
    var connection = try connect()
    var failure: TransactionError?
    do throws(TransactionError) {
      try connection.transaction(PostgresStatement("begin", "BEGIN")) {
        try $0.run("INSERT INTO pg_temp.rows VALUES (1)")
        var buffer = CopyBuffer(capacity: 64)
        append(13, nil, "x", to: &buffer)
        try $0.copyIn(Self.into, buffer)
      }
    } catch {
      failure = error
    }
    #expect((failure?.cause as? PostgresError)?.sqlState?.code == "23514")
    #expect(try connection.value("SELECT count(*) FROM pg_temp.rows") == "0")
  }
}
